package io.jergon.behaviour;

import io.jergon.node.Node;
import java.lang.reflect.Type;

/// Turns a reply into what its request asked for: a term from another node is mapped, an object
/// from this node is the reply itself.
final class ReplyTypes {
  /// The reply type of each request class.
  private static final ClassValue<Type> REPLY_TYPE =
      new ClassValue<>() {
        @Override
        protected Type computeValue(Class<?> request) {
          return TypeArguments.of(request, Call.class).map(a -> a[1]).orElse(Object.class);
        }
      };

  private ReplyTypes() {}

  /// @throws io.jergon.etf.mapping.MappingException when the reply is not of the type
  @SuppressWarnings("unchecked") // R is the request's reply type
  static <R> R convert(Node node, Call<?, R> request, Object reply) {
    Type type = REPLY_TYPE.get(request.getClass());
    return TypeArguments.rawClass(type).isInstance(reply)
        ? (R) reply
        : (R) node.mapper().fromTerm(node.toTerm(reply), type);
  }
}
