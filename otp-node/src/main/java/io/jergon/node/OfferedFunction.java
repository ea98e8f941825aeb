package io.jergon.node;

import io.jergon.etf.Term;
import java.util.List;

/// A function that other nodes may call or spawn.
///
/// ```java
/// TermMapper mapper = node.mapper();
/// node.functions().offer("greeter", "hello", 1, (self, args) ->
///     "Hello " + mapper.fromTerm(args.get(0), String.class));
/// ```
@FunctionalInterface
public interface OfferedFunction {

  /// Runs in a process of its own.
  ///
  /// @param self that process
  /// @param arguments as many as the arity it was offered with
  /// @return a term, or any object that can be mapped to one
  /// @throws Exit for `exit(Reason)`
  /// @throws RpcException for any kind and reason; any other exception is an error `{Class,
  ///   Message}`
  Object call(Self self, List<Term> arguments) throws Exception;
}
