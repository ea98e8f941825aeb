/// The jergon command.
@NullMarked
package io.jergon.cmd;

import org.jspecify.annotations.NullMarked;
