package gatehouse.seclang.operator;

import gatehouse.seclang.text.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes operators from their names and parameters. The detectors come from outside, since they are
/// a matter of their own.
public final class Operators {
  private final InjectionDetector sqli;
  private final InjectionDetector xss;

  public Operators(InjectionDetector sqli, InjectionDetector xss) {
    this.sqli = sqli;
    this.xss = xss;
  }

  /// An operator with its parameter. For one that reads a file it is the file's content. What is
  /// odd but usable is added to `warnings`.
  public Operator create(OperatorName name, Bytes parameter, List<String> warnings)
      throws OperatorFault {
    return switch (name) {
      case RX -> new Rx(Pattern.compile(parameter, warnings), false);
      case RX_GLOBAL -> new Rx(Pattern.compile(parameter, warnings), true);
      case PM -> Phrases.of(Phrases.split(parameter));
      case PM_FROM_FILE -> Phrases.of(Phrases.lines(parameter));
      case CONTAINS, STR_MATCH -> Comparisons.contains(parameter);
      case CONTAINS_WORD -> Comparisons.containsWord(parameter);
      case BEGINS_WITH -> Comparisons.beginsWith(parameter);
      case ENDS_WITH -> Comparisons.endsWith(parameter);
      case STR_EQ -> Comparisons.streq(parameter);
      case WITHIN -> Comparisons.within(parameter);
      case EQ -> Comparisons.eq(parameter);
      case GE -> Comparisons.ge(parameter);
      case GT -> Comparisons.gt(parameter);
      case LE -> Comparisons.le(parameter);
      case LT -> Comparisons.lt(parameter);
      case IP_MATCH -> IpRanges.of(IpRanges.split(parameter));
      case IP_MATCH_FROM_FILE -> IpRanges.of(IpRanges.lines(parameter));
      case VALIDATE_BYTE_RANGE -> Validations.byteRange(parameter, warnings);
      case VALIDATE_URL_ENCODING -> Validations::urlEncoding;
      case VALIDATE_UTF8_ENCODING -> Validations::utf8Encoding;
      case DETECT_SQLI -> detector(sqli);
      case DETECT_XSS -> detector(xss);
      case VERIFY_CC -> new Numbers(Pattern.compile(parameter, warnings), Numbers::isCreditCard);
      case VERIFY_CPF -> new Numbers(Pattern.compile(parameter, warnings), Numbers::isCpf);
      case VERIFY_SSN ->
          new Numbers(Pattern.compile(parameter, warnings), Numbers::isSocialSecurity);
      case VERIFY_SVNR -> new Numbers(Pattern.compile(parameter, warnings), Numbers::isSvnr);
      case UNCONDITIONAL_MATCH -> (value, probe) -> true;
      case NO_MATCH -> (value, probe) -> false;
      case GSB_LOOKUP -> {
        warnings.add("@" + name.title() + " never matches: no look-up is made for a request");
        yield (value, probe) -> false;
      }
      case VALIDATE_SCHEMA -> DocumentValidation.schema(parameter);
      case VALIDATE_DTD -> DocumentValidation.dtd(parameter);
      case GEO_LOOKUP, RBL ->
          throw new IllegalArgumentException("made with the rule set's settings");
      case FUZZY_HASH,
          INSPECT_FILE,
          IP_MATCH_FROM_DATASET,
          PM_FROM_DATASET,
          RESTPATH,
          RSUB,
          VALIDATE_HASH,
          VALIDATE_NID ->
          throw new OperatorFault(0, "operator @" + name.title() + " is not supported");
    };
  }

  private static Operator detector(InjectionDetector detector) {
    return (value, probe) -> {
      @Nullable Bytes found = detector.detect(value);
      return found != null && probe.capture(found);
    };
  }
}
