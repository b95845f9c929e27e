package gatehouse.compile;

import gatehouse.model.PluginEntity;

/// How specific an instance's scope is, most specific first: Kong's precedence with consumer
/// groups.
enum Rank {
  CONSUMER_ROUTE_SERVICE,
  GROUP_ROUTE_SERVICE,
  CONSUMER_ROUTE,
  CONSUMER_SERVICE,
  GROUP_ROUTE,
  GROUP_SERVICE,
  ROUTE_SERVICE,
  CONSUMER,
  GROUP,
  ROUTE,
  SERVICE,
  GLOBAL;

  static Rank of(PluginEntity entity) {
    boolean route = entity.route() != null;
    boolean service = entity.service() != null;
    if (entity.consumer() != null) {
      return route
          ? service ? CONSUMER_ROUTE_SERVICE : CONSUMER_ROUTE
          : service ? CONSUMER_SERVICE : CONSUMER;
    }
    if (entity.consumerGroup() != null) {
      return route ? service ? GROUP_ROUTE_SERVICE : GROUP_ROUTE : service ? GROUP_SERVICE : GROUP;
    }
    return route ? service ? ROUTE_SERVICE : ROUTE : service ? SERVICE : GLOBAL;
  }
}
