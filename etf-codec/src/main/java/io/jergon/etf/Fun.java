package io.jergon.etf;

/// A fun: either named by module, function and arity ([ExternalFun]), or code with an environment
/// that only the node that made it can run ([InternalFun]).
///
/// ```java
/// if (term instanceof Fun fun && fun.arity() == 1) {
///   self.send(maker, Tuple.of(Atom.of("run"), fun, argument)); // it is run where it came from
/// }
/// ```
public sealed interface Fun extends Term permits ExternalFun, InternalFun {
  /// The module that the code is in.
  Atom module();

  /// The number of arguments.
  int arity();
}
