/// A real erl, two nodes in one JVM, a clock under control.
@NullMarked
package io.jergon.testkit;

import org.jspecify.annotations.NullMarked;
