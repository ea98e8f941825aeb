/// Small programs, one thing each; every one is run by a test.
///
/// Start with [io.jergon.examples.Counter], a server, and [io.jergon.examples.CounterExample],
/// which runs it. Those that talk to an Erlang node take its name as their argument.
@NullMarked
package io.jergon.examples;

import org.jspecify.annotations.NullMarked;
