/// An Erlang node in this JVM.
@NullMarked
package io.jergon.node;

import org.jspecify.annotations.NullMarked;
