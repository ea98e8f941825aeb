package io.jergon.etf.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jergon.etf.Term;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A mapper that lives on does not keep the classes of a plug-in.
class ClassLoaderTest {
  /// Defined once more by each plug-in.
  public record Plugged(int number, List<Inner> inner) {
    public record Inner(String text) {}
  }

  public interface Uses {
    Map<String, List<Plugged>> typed();

    List<? extends Plugged> wild();
  }

  private static final class PlugIn extends ClassLoader {
    PlugIn() {
      super(ClassLoaderTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        boolean own = name.startsWith(ClassLoaderTest.class.getName());
        Class<?> known = findLoadedClass(name);
        return known != null ? known : own ? define(name) : super.loadClass(name, resolve);
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      String file = name.replace('.', '/') + ".class";
      try (InputStream in = getParent().getResourceAsStream(file)) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  /// Compares terms, not records: the first call of a record's `equals` leaves a soft reference to
  /// its class in the JDK (`ObjectMethods`).
  private static WeakReference<ClassLoader> useOnce(TermMapper mapper) throws Exception {
    ClassLoader plugIn = new PlugIn();
    Class<?> plugged = plugIn.loadClass(Plugged.class.getName());
    assertThat(plugged).isNotEqualTo(Plugged.class);
    Term term = Term.parse("{plugged,1,[{inner,a}]}");
    Object read = mapper.fromTerm(term, plugged);
    assertThat(mapper.toTerm(read)).isEqualTo(Term.parse("{plugged,1,[{inner,<<\"a\">>}]}"));
    Class<?> uses = plugIn.loadClass(Uses.class.getName());
    Type typed = uses.getMethod("typed").getGenericReturnType();
    Object map = mapper.fromTerm(Term.parse("#{a => [{plugged,1,[{inner,a}]}]}"), typed);
    assertThat(mapper.toTerm(map))
        .isEqualTo(Term.parse("#{<<\"a\">> => [{plugged,1,[{inner,<<\"a\">>}]}]}"));
    Type wild = uses.getMethod("wild").getGenericReturnType();
    Object list = mapper.fromTerm(Term.parse("[{plugged,1,[{inner,a}]}]"), wild);
    assertThat(mapper.toTerm(list)).isEqualTo(Term.parse("[{plugged,1,[{inner,<<\"a\">>}]}]"));
    return new WeakReference<>(plugIn);
  }

  @Test
  void classesOfAPlugIn_areNotKept() throws Exception {
    TermMapper mapper = new TermMapper();
    WeakReference<ClassLoader> plugIn = useOnce(mapper);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> {
          System.gc();
          return plugIn.refersTo(null);
        });
    assertThat(mapper.toTerm(new Plugged(1, List.of()))).hasToString("{plugged,1,[]}");
  }

  @Test
  void mapper_thatIsNotUsedAnyMore_isNotKept() {
    TermMapper mapper = new TermMapper();
    mapper.fromTerm(mapper.toTerm(new Plugged(1, List.of())), Plugged.class);
    WeakReference<TermMapper> dropped = new WeakReference<>(mapper);
    mapper = null;
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> {
          System.gc();
          return dropped.refersTo(null);
        });
  }
}
