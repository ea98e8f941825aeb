/// The gen protocol as a server sees it: calls, casts and replies, the way `gen_server`,
/// `gen_statem` and `supervisor` speak it.
///
/// Start with [io.jergon.node.gen.GenMessage]. The caller's side is in [io.jergon.node.call].
@NullMarked
package io.jergon.node.gen;

import org.jspecify.annotations.NullMarked;
