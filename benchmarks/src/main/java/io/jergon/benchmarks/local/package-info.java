/// Processes and servers within one node, beside a BEAM's and Pekko's actors.
///
/// Start with [io.jergon.benchmarks.local.Measure], which says what is done, then
/// [io.jergon.benchmarks.local.Comparison], which runs [io.jergon.benchmarks.local.JergonSubject],
/// [io.jergon.benchmarks.local.PekkoSubject] and `local.escript` in turn.
@NullMarked
package io.jergon.benchmarks.local;

import org.jspecify.annotations.NullMarked;
