package io.jergon.node.tls;

import io.jergon.etf.Atom;
import io.jergon.etf.Binary;
import io.jergon.etf.IntegerTerm;
import io.jergon.etf.ListTerm;
import io.jergon.etf.Term;
import io.jergon.etf.TermSyntaxException;
import io.jergon.etf.Tuple;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the file of Erlang's `-ssl_dist_optfile` (ssl_distribution, "Specifying TLS Options").
///
/// An option that would make a node less careful if it were passed over is refused; one that makes
/// no difference here is named in one line of the log.
final class OptionsFile {
  private static final Logger log = LoggerFactory.getLogger(OptionsFile.class);

  /// Options of OTP's ssl that tune what we do not have, or leave to the JDK.
  private static final Set<String> WITHOUT_MEANING =
      Set.of(
          "secure_renegotiate", // the JDK does no other
          "client_renegotiation",
          "renegotiate_at",
          "reuse_sessions", // each connection has a full handshake
          "reuse_session",
          "session_tickets",
          "use_ticket",
          "anti_replay",
          "early_data",
          "hibernate_after",
          "ktls",
          "crl_cache",
          "dh",
          "dhfile",
          "eccs",
          "supported_groups",
          "signature_algs",
          "signature_algs_cert",
          "honor_cipher_order",
          "honor_ecc_order",
          "key_update_at",
          "log_level",
          "max_handshake_size",
          "max_fragment_length",
          "handshake",
          "cb_info",
          "beast_mitigation",
          "padding_check",
          "middlebox_comp_mode",
          "fallback",
          "keep_secrets",
          "sender_spawn_opts",
          "receiver_spawn_opts",
          "spawn_opts",
          "debug",
          "mode",
          "nodelay",
          "active",
          "packet");

  /// What they would do is not here, and without it the node would be less careful than was asked.
  private static final Set<String> NOT_HERE =
      Set.of(
          "verify_fun",
          "crl_check",
          "partial_chain",
          "customize_hostname_check",
          "cert",
          "key",
          "cacerts",
          "certs_keys",
          "psk_identity",
          "user_lookup_fun",
          "srp_identity",
          "sni_hosts",
          "sni_fun",
          "stapling",
          "cert_policy_opts",
          "allow_any_ca_purpose",
          "certificate_authorities");

  private final Path file;
  private final String text;

  private OptionsFile(Path file, String text) {
    this.file = file;
    this.text = text;
  }

  /// See [TlsConfig#optionsFile].
  static TlsConfig read(Path file) {
    try {
      return new OptionsFile(file, Files.readString(file, StandardCharsets.UTF_8)).config();
    } catch (NoSuchFileException e) {
      throw new TlsConfigException(file + " does not exist", e);
    } catch (IOException e) {
      throw new TlsConfigException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private TlsConfig config() {
    Term term;
    try {
      term = Term.parse(text);
    } catch (TermSyntaxException e) {
      throw new TlsConfigException(file + ": " + e.getMessage(), e);
    }
    TlsOptions server = null;
    TlsOptions client = null;
    for (Tuple part : pairs(term, "the file")) {
      switch (key(part)) {
        case "server" -> server = options("server", part.get(1));
        case "client" -> client = options("client", part.get(1));
        default -> throw wrong("", part.get(0), "expected server or client");
      }
    }
    if (server == null || client == null) {
      throw new TlsConfigException(
          "%s: no {%s, [...]} (expected: [{server, [...]}, {client, [...]}].)"
              .formatted(file, server == null ? "server" : "client"));
    }
    try {
      return new TlsConfig(server, client);
    } catch (TlsConfigException e) {
      throw new TlsConfigException(file + ": " + e.getMessage(), e);
    }
  }

  private TlsOptions options(String role, Term list) {
    TlsOptions.Builder builder = TlsOptions.builder();
    Path certificates = null;
    Path key = null;
    List<String> ignored = new ArrayList<>();
    Set<Term> given = new HashSet<>();
    for (Tuple option : pairs(list, "the list of " + role)) {
      Term value = option.get(1);
      if (!given.add(option.get(0))) {
        throw wrong(role, option.get(0), "given twice"); // which one counts, OTP does not say
      }
      switch (key(option)) {
        case "certfile" -> certificates = path(role, option);
        case "keyfile" -> key = path(role, option);
        case "password" -> builder.password(text(role, option));
        case "cacertfile" -> builder.authorities(path(role, option));
        case "verify" -> {
          if (!oneOf(role, option, "verify_peer", "verify_none").equals("verify_peer")) {
            builder.verifyNobody();
          }
        }
        case "fail_if_no_peer_cert" -> {
          if (oneOf(role, option, "true", "false").equals("false")) {
            builder.certificateOptional();
          }
        }
        case "server_name_indication" -> {
          if (value.equals(Atom.of("disable"))) {
            builder.anyHost();
          } else {
            ignored.add("server_name_indication"); // the node's host, always
          }
        }
        case "depth" -> builder.depth(number(role, option));
        case "versions" -> builder.versions(versions(role, option));
        case "ciphers" -> builder.ciphers(ciphers(role, option));
        case String k when NOT_HERE.contains(k) && !value.equals(Atom.FALSE) ->
            throw wrong(role, option.get(0), "this option is not supported");
        case String k when WITHOUT_MEANING.contains(k) || NOT_HERE.contains(k) -> ignored.add(k);
        default -> throw wrong(role, option.get(0), "unknown option");
      }
    }
    if (!ignored.isEmpty()) {
      log.info("tls options without meaning here: file={} role={} options={}", file, role, ignored);
    }
    if (certificates != null) {
      builder.certificate(certificates, key == null ? certificates : key);
    }
    try {
      return builder.build();
    } catch (TlsConfigException e) {
      throw new TlsConfigException(
          "%s: %s: %s; or say {verify, verify_none}".formatted(file, role, e.getMessage()), e);
    }
  }

  private List<Tuple> pairs(Term list, String what) {
    if (list instanceof ListTerm l && l.isProper()) {
      List<Tuple> pairs = new ArrayList<>();
      for (Term element : l.elements()) {
        if (element instanceof Tuple t && t.arity() == 2 && t.get(0) instanceof Atom) {
          pairs.add(t);
        } else {
          throw new TlsConfigException(
              "%s: %s has %s (expected: {Option, Value})"
                  .formatted(file, what, element.toString()));
        }
      }
      return pairs;
    }
    throw new TlsConfigException(file + ": " + what + " is no list (expected: [{Option, Value}])");
  }

  private static String key(Tuple pair) {
    return ((Atom) pair.get(0)).name();
  }

  private Path path(String role, Tuple option) {
    return Path.of(text(role, option));
  }

  private String text(String role, Tuple option) {
    String found = textOf(option.get(1));
    if (found == null) {
      throw wrong(role, option.get(0), "expected a string");
    }
    return found;
  }

  private static @Nullable String textOf(Term value) {
    return switch (value) {
      case ListTerm list when list.isText() -> list.text();
      case Binary binary when binary.isUtf8() -> binary.utf8();
      default -> null;
    };
  }

  private int number(String role, Tuple option) {
    if (option.get(1) instanceof IntegerTerm number && number.fitsInt()) {
      return number.intValue();
    }
    throw wrong(role, option.get(0), "expected a number");
  }

  private String oneOf(String role, Tuple option, String... values) {
    if (option.get(1) instanceof Atom atom && List.of(values).contains(atom.name())) {
      return atom.name();
    }
    throw wrong(role, option.get(0), "expected " + String.join(" or ", values));
  }

  private List<String> versions(String role, Tuple option) {
    List<String> versions = new ArrayList<>();
    if (option.get(1) instanceof ListTerm list && list.isProper()) {
      for (Term version : list.elements()) {
        versions.add(
            switch (version.toString()) {
              case "'tlsv1.3'" -> "TLSv1.3";
              case "'tlsv1.2'" -> "TLSv1.2";
              default -> throw wrong(role, option.get(0), "expected 'tlsv1.3' or 'tlsv1.2'");
            });
      }
    }
    if (versions.isEmpty()) {
      throw wrong(role, option.get(0), "expected a list of 'tlsv1.3' and 'tlsv1.2'");
    }
    return versions;
  }

  private List<String> ciphers(String role, Tuple option) {
    String joined = textOf(option.get(1));
    if (joined != null) {
      return CipherNames.ofOpenSsl(List.of(joined.split("[:, ]")));
    }
    List<String> names = new ArrayList<>();
    if (option.get(1) instanceof ListTerm list && list.isProper()) {
      for (Term cipher : list.elements()) {
        String name = textOf(cipher);
        if (name == null) {
          throw wrong(role, option.get(0), "expected names such as \"TLS_AES_256_GCM_SHA384\"");
        }
        names.add(name);
      }
    }
    return CipherNames.ofOpenSsl(names);
  }

  /// The line and column are those of the option's name in its role.
  private TlsConfigException wrong(String role, Term name, String problem) {
    return new TlsConfigException(
        "%s: %s: %s: %s".formatted(file, Place.of(text, role, name), name, problem));
  }
}
