/// The `jergon` command.
///
/// Start with [io.jergon.cmd.Main], which picks one class per subcommand; the one-shot clients
/// share [io.jergon.cmd.Client]. What the demo node runs is in [io.jergon.cmd.demo].
@NullMarked
package io.jergon.cmd;

import org.jspecify.annotations.NullMarked;
