/// Records to terms and back.
@NullMarked
package io.jergon.etf.mapping;

import org.jspecify.annotations.NullMarked;
