/// Erlang terms and their external format.
@NullMarked
package io.jergon.etf;

import org.jspecify.annotations.NullMarked;
