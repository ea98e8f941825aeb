package io.jergon.cmd;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/// Which version this is: what Maven wrote into the jar.
final class Version implements IVersionProvider {
  private static final String PROPERTIES = "/META-INF/maven/io.jergon/jergon-cmd/pom.properties";

  @Override
  public String[] getVersion() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Main.class.getResourceAsStream(PROPERTIES)) {
      if (in != null) {
        properties.load(in);
      }
    }
    return new String[] {
      "jergon " + properties.getProperty("version", "(unpackaged)"),
      "JVM " + Runtime.version() + ", " + System.getProperty("os.name")
    };
  }
}
