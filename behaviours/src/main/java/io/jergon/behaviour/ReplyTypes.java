package io.jergon.behaviour;

import io.jergon.etf.Term;
import io.jergon.etf.mapping.TermMapper;
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

  @SuppressWarnings("unchecked") // R is the request's reply type, or the server broke its protocol
  static <R> R convert(TermMapper mapper, Call<?, R> request, Object reply) {
    Type type = REPLY_TYPE.get(request.getClass());
    Class<?> raw = TypeArguments.rawClass(type);
    if (reply instanceof Term term && !raw.isInstance(term)) {
      return (R) mapper.fromTerm(term, type);
    }
    return (R) reply;
  }
}
