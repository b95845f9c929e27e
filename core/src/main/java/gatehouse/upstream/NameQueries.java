package gatehouse.upstream;

import gatehouse.spi.IpAddress;
import gatehouse.spi.NameServers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsErrorCauseException;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverTimeoutException;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Asks name servers for plugins, from another port each minute: the port and the number of a
/// question are all that an answer is known by. A port for each question would cost half a
/// millisecond, since all numbers are shuffled for it; for that the loop is another one than those
/// that serve, and starts with the first question.
public final class NameQueries implements NameServers, AutoCloseable {
  private static final int QUERY_MILLIS = 1000;
  private static final int MOST_QUERIES = 4;
  private static final int ADDRESS_BYTES = 4;
  private static final long PORT_NANOS = TimeUnit.MINUTES.toNanos(1);

  /// Longer than any question takes.
  private static final long GRACE_SECONDS = 10;

  private final Supplier<EventLoopGroup> loops;
  private final Class<? extends DatagramChannel> channelType;
  private final DnsServerAddressStreamProvider servers;

  private @Nullable Open open;
  private boolean closed;

  private record Open(EventLoopGroup loop, DnsNameResolver resolver, long since) {}

  /// @param loops makes a loop of one thread
  public NameQueries(
      Supplier<EventLoopGroup> loops,
      Class<? extends DatagramChannel> channelType,
      DnsServerAddressStreamProvider servers) {
    this.loops = loops;
    this.channelType = channelType;
    this.servers = servers;
  }

  @Override
  public CompletionStage<Addresses> addresses(String name) {
    CompletableFuture<Addresses> answer = new CompletableFuture<>();
    try {
      Open asked = open();
      asked.loop.execute(() -> ask(asked.resolver, name, answer));
    } catch (RejectedExecutionException e) {
      answer.completeExceptionally(new IOException("the gateway is stopping", e));
    }
    return answer;
  }

  private static void ask(
      DnsNameResolver resolver, String name, CompletableFuture<Addresses> answer) {
    try {
      // With the dot it stands for itself alone.
      DefaultDnsQuestion question = new DefaultDnsQuestion(name + ".", DnsRecordType.A);
      resolver
          .resolveAll(question)
          .addListener((Future<List<DnsRecord>> found) -> complete(found, answer));
    } catch (RuntimeException e) {
      answer.completeExceptionally(new IOException(reason(e)));
    }
  }

  private synchronized Open open() {
    Open known = open;
    if (closed) {
      throw new RejectedExecutionException();
    }
    long now = System.nanoTime();
    if (known == null) {
      EventLoopGroup loop = loops.get();
      known = new Open(loop, resolver(loop), now);
    } else if (now - known.since > PORT_NANOS) {
      known.loop.schedule(known.resolver::close, GRACE_SECONDS, TimeUnit.SECONDS);
      known = new Open(known.loop, resolver(known.loop), now);
    }
    open = known;
    return known;
  }

  private DnsNameResolver resolver(EventLoopGroup loop) {
    return new DnsNameResolverBuilder(loop.next())
        .datagramChannelType(channelType)
        .nameServerProvider(servers)
        .resolvedAddressTypes(ResolvedAddressTypes.IPV4_ONLY)
        .searchDomains(List.of())
        .queryTimeoutMillis(QUERY_MILLIS)
        .maxQueriesPerResolve(MOST_QUERIES)
        .resolveCache(NoopDnsCache.INSTANCE)
        .cnameCache(NoopDnsCnameCache.INSTANCE)
        .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
        .build();
  }

  private static void complete(Future<List<DnsRecord>> found, CompletableFuture<Addresses> answer) {
    if (found.isSuccess()) {
      answer.complete(read(found.getNow()));
    } else if (saysThereIsNone(found.cause())) {
      answer.complete(new Addresses(List.of(), Duration.ZERO));
    } else {
      answer.completeExceptionally(new IOException(reason(found.cause())));
    }
  }

  private static Addresses read(List<DnsRecord> records) {
    List<IpAddress> addresses = new ArrayList<>();
    long seconds = Long.MAX_VALUE;
    for (DnsRecord record : records) {
      ByteBuf content = record instanceof DnsRawRecord raw ? raw.content() : null;
      if (content != null
          && record.type().equals(DnsRecordType.A)
          && content.readableBytes() == ADDRESS_BYTES) {
        addresses.add(IpAddress.of(ByteBufUtil.getBytes(content)));
        seconds = Math.min(seconds, record.timeToLive());
      }
      ReferenceCountUtil.release(record);
    }
    return new Addresses(
        List.copyOf(addresses),
        addresses.isEmpty() ? Duration.ZERO : Duration.ofSeconds(Math.max(seconds, 0)));
  }

  /// A server has said so, unlike one that has not answered or that could not tell.
  private static boolean saysThereIsNone(Throwable cause) {
    return cause instanceof UnknownHostException
        && (cause.getCause() == null
            || cause.getCause() instanceof DnsErrorCauseException error
                && error.getCode().equals(DnsResponseCode.NXDOMAIN));
  }

  /// What the resolver says names the question.
  private static String reason(Throwable cause) {
    Throwable inner = cause.getCause() == null ? cause : cause.getCause();
    return switch (inner) {
      case DnsErrorCauseException error -> error.getCode().toString();
      case DnsNameResolverTimeoutException _ -> "name servers do not answer";
      default -> inner.getClass().getSimpleName();
    };
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (open != null) {
      open.resolver.close();
      open.loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }
}
