/// What the Erlang observer asks of a node.
@NullMarked
package io.jergon.observer;

import org.jspecify.annotations.NullMarked;
