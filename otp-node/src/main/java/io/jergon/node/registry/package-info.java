/// Registered names: which process has which name on this node.
@NullMarked
package io.jergon.node.registry;

import org.jspecify.annotations.NullMarked;
