/// What a node tells the JDK's Flight Recorder. Each event is a class with one method, `emit`,
/// which costs a test of one field while nobody records.
///
/// Start with [io.jergon.node.event.ProcessSpawnEvent]. The list of all is in the guide,
/// "Observing".
@NullMarked
package io.jergon.node.event;

import org.jspecify.annotations.NullMarked;
