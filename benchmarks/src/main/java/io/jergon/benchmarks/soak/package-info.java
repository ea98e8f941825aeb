/// A long run with random crashes that looks whether anything is left behind; start with
/// [io.jergon.benchmarks.soak.Soak].
@NullMarked
package io.jergon.benchmarks.soak;

import org.jspecify.annotations.NullMarked;
