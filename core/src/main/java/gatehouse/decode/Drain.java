package gatehouse.decode;

/// The event that tells a connection to finish what is under way and close.
public enum Drain {
  NOW
}
