package gatehouse.plugin.auth;

import gatehouse.model.Consumer;
import gatehouse.spi.Answer;
import gatehouse.spi.Exchange;
import gatehouse.spi.HeaderName;
import gatehouse.spi.Identity;
import gatehouse.spi.OnRequest;
import gatehouse.spi.Step;
import gatehouse.spi.Workshop;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What all authentication plugins share.
///
/// Several on one route mean AND: each must succeed, the last one's identity stays. Those with an
/// anonymous consumer mean OR: once somebody is authenticated they do nothing, and what they would
/// refuse goes on as that consumer instead.
abstract class Authenticator implements OnRequest {
  private static final HeaderName WWW_AUTHENTICATE = HeaderName.of("WWW-Authenticate");

  private final String plugin;
  private final @Nullable String anonymous;
  private final @Nullable Identity anonymousIdentity;
  private final boolean runsOnPreflight;

  /// @param plugin the plugin's name, for the identity it proves
  /// @param anonymous id or username of the consumer that stands in for an unproven caller; null
  ///   for none
  /// @param runsOnPreflight whether OPTIONS requests have to be authenticated
  Authenticator(
      String plugin, @Nullable String anonymous, boolean runsOnPreflight, Workshop workshop) {
    this.plugin = plugin;
    this.anonymous = anonymous;
    this.runsOnPreflight = runsOnPreflight;
    Consumer stand = anonymous == null ? null : workshop.consumers().find(anonymous);
    anonymousIdentity = stand == null ? null : new Identity(stand, null, List.of(), plugin);
  }

  @Override
  public final Step onRequest(Exchange x) {
    return isSpared(x) ? Step.NEXT : authenticate(x);
  }

  /// Finds the credential and proves it, then ends with [#accept] or [#refuse].
  abstract Step authenticate(Exchange x);

  /// Whether the plugin has nothing to do for this request, so that it needs no body either.
  final boolean isSpared(Exchange x) {
    if (!runsOnPreflight && x.request().method().equals("OPTIONS")) {
      return true;
    }
    Identity known = x.identity();
    return anonymous != null && known != null && known.authenticated();
  }

  /// The caller is that consumer, proven by that credential.
  ///
  /// @param consumer null if the credential belongs to none
  final Step accept(Exchange x, @Nullable Consumer consumer, Identity.ProvenCredential credential) {
    return accept(x, consumer, credential, List.of());
  }

  /// The caller is that consumer, proven by that credential, which brought groups of its own.
  final Step accept(
      Exchange x,
      @Nullable Consumer consumer,
      Identity.ProvenCredential credential,
      List<String> groups) {
    return accept(x, consumer, credential, groups, List.of());
  }

  /// The same, of a caller whom the credential makes a member of consumer groups.
  ///
  /// @param memberships their ids; empty for those of the consumer
  final Step accept(
      Exchange x,
      @Nullable Consumer consumer,
      Identity.ProvenCredential credential,
      List<String> groups,
      List<String> memberships) {
    x.identify(new Identity(consumer, credential, groups, plugin, memberships));
    return Step.NEXT;
  }

  /// The refusal of most of these plugins.
  ///
  /// @param challenge value of `WWW-Authenticate`
  static Answer unauthorized(String challenge) {
    return refusal("Unauthorized", challenge);
  }

  /// A refusal with its challenge.
  static Answer refusal(String message, String challenge) {
    return Answer.error(401, message).with(WWW_AUTHENTICATE, challenge);
  }

  /// The caller has not proven who it is: it goes on as the anonymous consumer, or is refused.
  ///
  /// @param rule which of the plugin's rules was broken; one of a bounded set
  /// @param reason one sentence for the operator, without the credential
  final Step refuse(Exchange x, Answer refusal, String rule, String reason) {
    if (anonymous == null) {
      return x.deny(refusal, rule, reason);
    }
    if (anonymousIdentity == null) {
      return x.deny(
          Answer.error(500, "anonymous consumer " + anonymous + " is configured but doesn't exist"),
          "anonymous",
          "config.anonymous names no consumer");
    }
    x.identify(anonymousIdentity);
    return Step.NEXT;
  }
}
