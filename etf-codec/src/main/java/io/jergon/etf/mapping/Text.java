package io.jergon.etf.mapping;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Term;

/// Strings and what Erlang holds text in.
final class Text {
  private static final String EXPECTED = "text (a UTF-8 binary, a charlist, an atom)";

  private Text() {}

  static Term toBinary(String text) {
    try {
      return Binary.utf8(text);
    } catch (IllegalArgumentException e) {
      throw noTerm(e);
    }
  }

  static Term toCharlist(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        toBinary(text); // refuses surrogates without their pair
        break;
      }
    }
    return ListTerm.chars(text);
  }

  private static MappingException noTerm(IllegalArgumentException cause) {
    return new MappingException("no term for this String: " + cause.getMessage(), cause);
  }

  static String read(Term term) {
    return switch (term) {
      case Binary binary -> {
        try {
          yield binary.utf8();
        } catch (IllegalStateException notUtf8) {
          throw MappingException.mismatch(EXPECTED, term);
        }
      }
      case Atom atom -> atom.name();
      case ListTerm list when list.isText() -> list.text();
      case ListTerm list -> {
        String text = IoData.text(list);
        if (text == null) {
          throw MappingException.mismatch(EXPECTED, term);
        }
        yield text;
      }
      default -> throw MappingException.mismatch(EXPECTED, term);
    };
  }
}
