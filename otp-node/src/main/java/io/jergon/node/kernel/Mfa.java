package io.jergon.node.kernel;

import io.jergon.etf.Atom;
import io.jergon.etf.Term;
import java.util.List;

/// A function application: module, function, arguments.
///
/// @param arguments at most 255
public record Mfa(Atom module, Atom function, List<Term> arguments) {}
