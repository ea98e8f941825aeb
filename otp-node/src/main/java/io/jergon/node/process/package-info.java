/// Processes: mailbox, life and death, and what a process can do.
///
/// Start with [io.jergon.node.process.LocalProcess]; [io.jergon.node.process.ProcessSelf] is what
/// the process's own code sees of it, [io.jergon.node.process.LocalNode] is where the processes of
/// one node live, and [io.jergon.node.process.Obituary] tells the others when one died.
@NullMarked
package io.jergon.node.process;

import org.jspecify.annotations.NullMarked;
