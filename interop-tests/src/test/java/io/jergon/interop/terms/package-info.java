/// The term format and the order of terms against real Erlang, in bulk.
///
/// Start with [io.jergon.interop.terms.EtfDifferentialIT]. Everything runs against each release
/// that [io.jergon.testkit.RealErlang#releases()] finds. A [io.jergon.interop.terms.Beam] is one of
/// them; `jergon_differential.erl` in the resources is its side, and answers for hundreds of terms
/// at once.
@NullMarked
package io.jergon.interop.terms;

import org.jspecify.annotations.NullMarked;
