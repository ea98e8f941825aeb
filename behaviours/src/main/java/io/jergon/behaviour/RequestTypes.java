package io.jergon.behaviour;

import io.jergon.etf.Term;
import io.jergon.node.Node;
import java.lang.reflect.Type;

/// What a server class takes: the types of its calls and casts.
///
/// @param call the type of its calls
/// @param cast the type of its casts
record RequestTypes(Type call, Type cast) {
  /// Any term.
  static final RequestTypes TERMS = new RequestTypes(Term.class, Term.class);

  private static final ClassValue<RequestTypes> OF_SERVER =
      new ClassValue<>() {
        @Override
        protected RequestTypes computeValue(Class<?> server) {
          return TypeArguments.of(server, GenServer.class)
              .map(a -> new RequestTypes(a[0], a[1]))
              .orElse(TERMS);
        }
      };

  static RequestTypes of(Class<?> server) {
    return OF_SERVER.get(server);
  }

  /// A request as the server wants it: itself when it is of the type, else by way of its term.
  static Object convert(Node node, Object request, Type type) {
    Class<?> raw = TypeArguments.rawClass(type);
    return raw.isInstance(request) ? request : node.mapper().fromTerm(node.toTerm(request), type);
  }
}
