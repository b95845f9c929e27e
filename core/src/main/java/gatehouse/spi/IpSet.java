package gatehouse.spi;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Many address ranges, looked up by bisection: the time grows with the logarithm of their number.
public final class IpSet {
  private final IpAddress[] first;
  private final IpAddress[] last;

  /// The union of the ranges.
  public IpSet(Collection<Cidr> ranges) {
    List<Cidr> sorted = new ArrayList<>(ranges);
    sorted.sort((a, b) -> a.base().compare(b.base()));
    List<IpAddress> starts = new ArrayList<>();
    List<IpAddress> ends = new ArrayList<>();
    for (Cidr range : sorted) {
      int top = ends.size() - 1;
      if (top >= 0 && ends.get(top).compare(range.base()) >= 0) {
        // Prefix ranges either nest or are disjoint, so an overlap means that this one lies inside.
        continue;
      }
      starts.add(range.base());
      ends.add(range.last());
    }
    first = starts.toArray(IpAddress[]::new);
    last = ends.toArray(IpAddress[]::new);
  }

  /// Whether one of the ranges holds the address.
  public boolean contains(IpAddress address) {
    int low = 0;
    int high = first.length - 1;
    while (low <= high) {
      int middle = low + high >>> 1;
      if (first[middle].compare(address) > 0) {
        high = middle - 1;
      } else if (last[middle].compare(address) < 0) {
        low = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }

  /// Whether no range is in the set.
  public boolean isEmpty() {
    return first.length == 0;
  }
}
