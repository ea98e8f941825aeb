/// What Erlang's tools ask a node about itself.
///
/// Start with [io.jergon.observer.ErlangFunctions], the functions that a shell user tries first.
/// What `observer`, `etop` and `sys` ask is not here yet.
@NullMarked
package io.jergon.observer;

import org.jspecify.annotations.NullMarked;
