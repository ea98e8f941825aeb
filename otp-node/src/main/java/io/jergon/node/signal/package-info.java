/// Signals: messages, links, monitors, exits and aliases, and where each goes.
///
/// Start with [io.jergon.node.signal.Signals], which routes every signal to a local process or to
/// its node; then [io.jergon.node.signal.Relations], what one process knows of its links and
/// monitors. The process's own side is [io.jergon.node.process.LocalProcess], the wire's side
/// [io.jergon.node.remote].
@NullMarked
package io.jergon.node.signal;

import org.jspecify.annotations.NullMarked;
