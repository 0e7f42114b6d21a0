package dev.switchboard.providers.http;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/// Which addresses belong to everybody, and which to this machine, its network or nobody (RFC 6890).
///
/// Whoever may name an address that we then call could otherwise reach what only we can reach.
public final class PublicInternet {

  /// Blocks of IPv4 that are not the public internet: address and length of its prefix.
  private static final int[][] RESERVED = {block(0, 0, 8), block(10, 0, 8), block(100, 64, 10), block(127, 0, 8),
      block(169, 254, 16), block(172, 16, 12), block(192, 168, 16), block(198, 18, 15), block(224, 0, 3),
      {192 << 24, 24}, {192 << 24 | 2 << 8, 24}, {192 << 24 | 88 << 16 | 99 << 8, 24},
      {198 << 24 | 51 << 16 | 100 << 8, 24}, {203 << 24 | 113 << 8, 24}};

  /// Whether a service of the public internet can have this address.
  public static boolean has(InetAddress address) {
    var bytes = address.getAddress();
    return address instanceof Inet4Address ? hasV4(bytes, 0) : hasV6(bytes);
  }

  private static boolean hasV4(byte[] bytes, int from) {
    var address = number(bytes, from);
    return Arrays.stream(RESERVED).noneMatch(block -> (address ^ block[0]) >>> (32 - block[1]) == 0);
  }

  private static boolean hasV6(byte[] bytes) {
    var first = number(bytes, 0);
    // 64:ff9b::/96 carries an address of IPv4, and so does 2002::/16.
    if (first == 0x0064ff9b && number(bytes, 4) == 0 && number(bytes, 8) == 0) {
      return hasV4(bytes, 12);
    }
    if (first >>> 16 == 0x2002) {
      return hasV4(bytes, 2);
    }
    var assigned = first >>> 29 == 1;
    var special = first >>> 9 == 0x20010000 >>> 9 || first == 0x20010db8 || first >>> 12 == 0x3fff0000 >>> 12;
    return assigned && !special;
  }

  private static int number(byte[] bytes, int from) {
    return bytes[from] << 24 | (bytes[from + 1] & 0xff) << 16 | (bytes[from + 2] & 0xff) << 8 | bytes[from + 3] & 0xff;
  }

  private static int[] block(int first, int second, int length) {
    return new int[]{first << 24 | second << 16, length};
  }

  /// Knows the public internet only.
  static final class Resolver extends SystemDefaultDnsResolver {

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      var addresses = super.resolve(host);
      if (!Arrays.stream(addresses).allMatch(PublicInternet::has)) {
        throw new Outside(host);
      }
      return addresses;
    }
  }

  /// The address is not of the public internet.
  static final class Outside extends UnknownHostException {

    private static final long serialVersionUID = 1L;

    Outside(String host) {
      super(host + " is not in the public internet");
    }
  }

  private PublicInternet() {}
}
