/// Races of what a worker waits for, and of slots.
@NullMarked
package io.jergon.node.scheduling;

import org.jspecify.annotations.NullMarked;
