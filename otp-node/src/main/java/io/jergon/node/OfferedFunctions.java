package io.jergon.node;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// The functions that a node offers to `rpc`, `erpc` and `spawn`: nothing else of the program can
/// be called from another node.
///
/// A function that is not offered is `undef` to the caller, as an unknown function of a BEAM node
/// is. Any thread may offer and revoke at any time.
public final class OfferedFunctions {

  private record Name(String module, String function, int arity) {}

  private final ConcurrentMap<Name, OfferedFunction> functions = new ConcurrentHashMap<>();

  OfferedFunctions() {}

  /// Offers `module:function/arity`, in place of an earlier one of that name.
  ///
  /// @param arity 0 to 255
  public void offer(String module, String function, int arity, OfferedFunction body) {
    if (arity < 0 || arity > 255) {
      throw new IllegalArgumentException("arity: " + arity + " (expected: 0..255)");
    }
    functions.put(new Name(module, function, arity), body);
  }

  /// Takes a function back; false when it was not offered.
  public boolean revoke(String module, String function, int arity) {
    return functions.remove(new Name(module, function, arity)) != null;
  }

  /// The function of that name.
  public Optional<OfferedFunction> find(String module, String function, int arity) {
    return Optional.ofNullable(functions.get(new Name(module, function, arity)));
  }
}
