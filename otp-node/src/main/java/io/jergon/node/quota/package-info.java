/// What other nodes may make this one keep in memory, and how it is shared out among them.
///
/// Start with [io.jergon.node.quota.Quota], the whole, and [io.jergon.node.quota.Share], what one
/// peer has of it; then [io.jergon.node.quota.Inflow], which counts the messages in mailboxes.
/// Decision 0010 says what happens to a peer that has more than its share.
@NullMarked
package io.jergon.node.quota;

import org.jspecify.annotations.NullMarked;
