package io.jergon.etf.mapping;

import io.jergon.etf.Term;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A class that the user maps.
record CustomShape<T>(
    Class<T> type,
    Function<? super T, ? extends Term> write,
    Function<? super Term, ? extends T> read)
    implements Shape {
  @Override
  public Term toTerm(Object value, int depth) {
    Term term;
    try {
      term = write.apply(type.cast(value));
    } catch (MappingException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new MappingException("no term for this " + type.getSimpleName() + ": " + e, e);
    }
    return checked(term);
  }

  @Override
  public Object fromTerm(Term term, int depth) {
    T value;
    try {
      value = read.apply(term);
    } catch (MappingException e) {
      throw e;
    } catch (RuntimeException e) {
      throw MappingException.mismatch("a " + type.getSimpleName(), term, e);
    }
    return checked(value);
  }

  private <V> V checked(@Nullable V result) {
    if (result == null) {
      throw new MappingException("the mapping given for " + type.getTypeName() + " returned null");
    }
    return result;
  }
}
