/// The gen protocol: calls, casts and replies, as `gen_server`, `gen_statem` and `supervisor` speak
/// it.
///
/// Start with [io.jergon.node.gen.GenMessage], what a server receives, and
/// [io.jergon.node.gen.Calls], the caller's side.
@NullMarked
package io.jergon.node.gen;

import org.jspecify.annotations.NullMarked;
