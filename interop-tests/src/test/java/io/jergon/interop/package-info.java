/// The product against real Erlang and Elixir.
///
/// Start with [io.jergon.interop.GenCallIT]: Erlang talks to a demo node. Such a test runs in a
/// [io.jergon.interop.World], once for each [io.jergon.interop.DemoKind]: against `jergon demo` in
/// a JVM of its own, and against the same promise kept in plain OTP (demo_reference.erl), which
/// shows that the test asks for what a real node gives. [io.jergon.interop.FakePeer] says on raw
/// sockets what no real node would.
///
/// The tests named Java... start on the other side: Java processes in this JVM. A
/// [io.jergon.interop.Place] says where those live that they talk to: on the same node, on another
/// Jergon node, in Erlang.
///
/// The Erlang side is in the resources: `jergon_suite.erl` has the words that the tests use.
@NullMarked
package io.jergon.interop;

import org.jspecify.annotations.NullMarked;
