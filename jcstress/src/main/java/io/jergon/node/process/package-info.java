/// Races of a process's mailbox.
@NullMarked
package io.jergon.node.process;

import org.jspecify.annotations.NullMarked;
