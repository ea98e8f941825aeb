/// Certificates and private keys: read from PEM files, and made.
///
/// Start at [io.jergon.node.certificate.PemFile], the blocks of a file;
/// [io.jergon.node.certificate.PrivateKeys] and [io.jergon.node.certificate.Certificates] read what
/// is in them, [io.jergon.node.certificate.CertificateMaker] makes new ones. What the JDK cannot do
/// is in [io.jergon.node.certificate.BouncyKeys] and the maker, which alone need Bouncy Castle: a
/// node that gets by without them runs without it.
package io.jergon.node.certificate;
