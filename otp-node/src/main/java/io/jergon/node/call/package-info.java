/// The caller's side of the gen protocol, and the ways back to a caller.
///
/// Start with [io.jergon.node.call.Calls]. What a server gets is in [io.jergon.node.gen].
@NullMarked
package io.jergon.node.call;

import org.jspecify.annotations.NullMarked;
