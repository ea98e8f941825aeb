/// Node names: what they look like, and which of them may talk to each other.
///
/// Start at [io.jergon.node.name.NodeName].
package io.jergon.node.name;
