package io.jergon.interop.terms;

import io.jergon.etf.Binary;
import io.jergon.etf.FloatTerm;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.InternalFun;
import io.jergon.etf.ListTerm;
import io.jergon.etf.MapTerm;
import io.jergon.etf.RecordTerm;
import io.jergon.etf.Term;
import io.jergon.etf.Tuple;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Terms taken apart, through the public API alone.
final class Parts {
  private static final int MOST_LEFT_OUT = 40;
  private static final FloatTerm MINUS_ZERO = FloatTerm.of(-0.0);

  private Parts() {}

  /// A term as small as can be that still fails: a part of `term`, or `term` with parts left out.
  static Term smallest(Term term, Predicate<Term> fails) {
    Term failing = term;
    for (; ; ) {
      Optional<Term> smaller = smaller(failing).filter(fails).findFirst();
      if (smaller.isEmpty()) {
        return failing;
      }
      failing = smaller.get();
    }
  }

  private static Stream<Term> smaller(Term term) {
    List<Term> children = children(term);
    Stream<Term> shorter =
        IntStream.range(0, Math.min(children.size(), MOST_LEFT_OUT))
            .mapToObj(place -> without(term, place))
            .flatMap(Optional::stream);
    return Stream.concat(children.stream(), shorter);
  }

  /// As [#smallest(Term, Predicate)] for two terms: what differs between them alone is kept.
  static Tuple smallestPair(Tuple pair, Predicate<Tuple> fails) {
    Tuple failing = pair;
    for (; ; ) {
      Optional<Tuple> smaller =
          smallerPairs(failing.get(0), failing.get(1)).filter(fails).findFirst();
      if (smaller.isEmpty()) {
        return failing;
      }
      failing = smaller.get();
    }
  }

  private static Stream<Tuple> smallerPairs(Term a, Term b) {
    List<Term> left = children(a);
    List<Term> right = children(b);
    int common = Math.min(left.size(), right.size());
    Stream<Tuple> parts =
        IntStream.range(0, common).mapToObj(place -> Tuple.of(left.get(place), right.get(place)));
    Stream<Tuple> shorter =
        IntStream.range(0, Math.min(common, MOST_LEFT_OUT))
            .boxed()
            .flatMap(place ->
                without(a, place).stream()
                    .flatMap(x -> without(b, place).stream().map(y -> Tuple.of(x, y))));
    return Stream.concat(parts, shorter);
  }

  static List<Term> children(Term term) {
    return switch (term) {
      case Tuple x -> x.elements();
      case ListTerm x -> {
        List<Term> children = new ArrayList<>(x.elements());
        if (!x.isProper()) {
          children.add(x.tail());
        }
        yield children;
      }
      case MapTerm x -> {
        List<Term> children = new ArrayList<>(x.asMap().keySet());
        children.addAll(x.asMap().values());
        yield children;
      }
      case InternalFun x -> x.freeVariables();
      case RecordTerm x -> x.values();
      default -> List.of();
    };
  }

  private static Optional<Term> without(Term term, int place) {
    return switch (term) {
      case Tuple x -> Optional.of(Tuple.of(removed(x.elements(), place).toArray(Term[]::new)));
      case ListTerm x when x.isProper() -> Optional.of(ListTerm.of(removed(x.elements(), place)));
      case MapTerm x when place < x.size() ->
          Optional.of(map(removed(List.copyOf(x.asMap().entrySet()), place)));
      default -> Optional.empty();
    };
  }

  private static <T> List<T> removed(List<T> elements, int place) {
    List<T> rest = new ArrayList<>(elements);
    rest.remove(place);
    return rest;
  }

  /// True if the term or anything in it is `wanted`.
  static boolean has(Term term, Predicate<Term> wanted) {
    return wanted.test(term) || children(term).stream().anyMatch(child -> has(child, wanted));
  }

  /// True for a map of several keys with a map in one of them.
  static boolean hasMapsInKeys(Term term) {
    return term instanceof MapTerm map
        && map.size() > 1
        && map.asMap().keySet().stream().anyMatch(key -> has(key, MapTerm.class::isInstance));
  }

  /// The same term with the entries of each map in the order of their keys, as Erlang's
  /// `deterministic` writes them.
  static Term sortedMaps(Term term) {
    Comparator<Map.Entry<Term, Term>> byKey = Comparator.comparing(entry -> asKey(entry.getKey()));
    return new Rebuilding(
            UnaryOperator.identity(), entries -> entries.stream().sorted(byKey).toList())
        .of(term);
  }

  /// The same term made anew, the entries of each map in any order.
  static Term shuffledMaps(Term term, Random random) {
    return new Rebuilding(
            UnaryOperator.identity(),
            entries -> {
              List<Map.Entry<Term, Term>> shuffled = new ArrayList<>(entries);
              Collections.shuffle(shuffled, random);
              return shuffled;
            })
        .of(term);
  }

  /// The same term with 0.0 for each -0.0, which are one number before OTP 27.
  static Term withOneZero(Term term) {
    return new Rebuilding(
            leaf -> leaf.equals(MINUS_ZERO) ? FloatTerm.of(0) : leaf, UnaryOperator.identity())
        .of(term);
  }

  /// Compares as keys of maps do: any integer is less than any float.
  private static Term asKey(Term key) {
    return MapTerm.of(Map.of(key, IntegerTerm.of(0)));
  }

  private static MapTerm map(List<Map.Entry<Term, Term>> entries) {
    MapTerm.Builder map = MapTerm.builder();
    entries.forEach(entry -> map.put(entry.getKey(), entry.getValue()));
    return map.build();
  }

  /// Makes a term anew from its parts.
  ///
  /// @param leaf what becomes of a term without parts
  /// @param order in what order the entries of a map are put
  private record Rebuilding(
      UnaryOperator<Term> leaf, UnaryOperator<List<Map.Entry<Term, Term>>> order) {

    Term of(Term term) {
      return switch (term) {
        case Tuple x -> Tuple.of(all(x.elements()).toArray(Term[]::new));
        case ListTerm x when x.isProper() -> ListTerm.of(all(x.elements()));
        case ListTerm x -> ListTerm.improper(all(x.elements()), of(x.tail()));
        case MapTerm x -> {
          List<Map.Entry<Term, Term>> entries = new ArrayList<>();
          x.forEach((key, value) -> entries.add(Map.entry(of(key), of(value))));
          yield map(order.apply(entries));
        }
        case RecordTerm x ->
            RecordTerm.of(x.module(), x.name(), x.isExported(), x.fields(), all(x.values()));
        case Binary x -> Binary.of(x.toByteArray());
        default -> leaf.apply(term);
      };
    }

    private List<Term> all(List<Term> terms) {
      return terms.stream().map(this::of).toList();
    }
  }
}
