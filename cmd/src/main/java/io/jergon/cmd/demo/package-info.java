/// The demo node: small servers to talk to from `erl` and `iex`, written the way a user would.
///
/// Start with [io.jergon.cmd.demo.Counter], a typed server; [io.jergon.cmd.demo.Kv] keeps terms as
/// they are; [io.jergon.cmd.demo.Echo] takes anything. [io.jergon.cmd.demo.DemoNode] puts them on a
/// node.
@NullMarked
package io.jergon.cmd.demo;

import org.jspecify.annotations.NullMarked;
