/// What tests of programs need that use a node or talk to Erlang: a node of their own, its time in
/// their hands, a process that asks and answers; and a real Erlang node to talk to, its EPMD,
/// random terms.
///
/// Start with [io.jergon.testkit.NodeExtension], which gives a JUnit test a node, a
/// [io.jergon.testkit.ManualClock], a [io.jergon.testkit.Probe] and [io.jergon.testkit.OtherNodes].
/// For Erlang start with [io.jergon.testkit.ErlangNode]: a real `erl` that a JUnit test drives by
/// Erlang expressions. [io.jergon.testkit.Epmd] gives it a private EPMD,
/// [io.jergon.testkit.ElixirNode] is the same for Elixir, [io.jergon.testkit.RealErlang] decides
/// what happens on a machine without them. [io.jergon.testkit.OsProcess] runs any other program
/// beside a test and makes sure that nothing stays behind. [io.jergon.testkit.RandomTerms] makes
/// terms to send.
@NullMarked
package io.jergon.testkit;

import org.jspecify.annotations.NullMarked;
