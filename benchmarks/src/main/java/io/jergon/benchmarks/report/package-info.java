/// What the reports of all comparisons have in common.
@NullMarked
package io.jergon.benchmarks.report;

import org.jspecify.annotations.NullMarked;
