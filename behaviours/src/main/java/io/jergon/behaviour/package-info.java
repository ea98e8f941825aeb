/// OTP's behaviours in Java: servers and supervisors.
///
/// Start with [io.jergon.behaviour.GenServer], which opens with a whole server in 25 lines;
/// [io.jergon.behaviour.ServerRef] is how others talk to one, here or on another node.
/// [io.jergon.behaviour.Supervisor] keeps servers running.
@NullMarked
package io.jergon.behaviour;

import org.jspecify.annotations.NullMarked;
