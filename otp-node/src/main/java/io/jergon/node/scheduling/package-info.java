/// Who runs when: turns, workers and slots.
///
/// Start with [io.jergon.node.scheduling.Scheduler], whose opening comment tells the whole design;
/// then [io.jergon.node.scheduling.Worker] (the thread side of it) and
/// [io.jergon.node.scheduling.Pending] (how a process, or a plain thread, waits for one value
/// without holding anybody else up).
@NullMarked
package io.jergon.node.scheduling;

import org.jspecify.annotations.NullMarked;
