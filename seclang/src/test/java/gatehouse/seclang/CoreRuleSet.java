package gatehouse.seclang;

import java.nio.file.Path;
import java.time.InstantSource;

/// The published rule set, loaded as its own tests presume it.
final class CoreRuleSet {
  private static final String BEFORE =
      """
      SecRuleEngine DetectionOnly
      SecRequestBodyAccess On
      SecRequestBodyLimit 13107200
      SecRequestBodyNoFilesLimit 131072
      SecRequestBodyJsonDepthLimit 512
      SecResponseBodyAccess On
      SecResponseBodyMimeType text/plain text/html text/xml application/json
      SecResponseBodyLimitAction ProcessPartial
      SecRule REQUEST_HEADERS:Content-Type "^(?:application(?:/soap\\+|/)|text/)xml" \
        "id:200000,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=XML"
      SecRule REQUEST_HEADERS:Content-Type "^application/json" \
        "id:200001,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=JSON"
      SecRule REQBODY_ERROR "!@eq 0" \
        "id:200002,phase:2,t:none,log,deny,status:400,msg:'Failed to parse request body.'"
      SecRule MULTIPART_STRICT_ERROR "!@eq 0" \
        "id:200003,phase:2,t:none,log,deny,status:400,msg:'Strict multipart'"
      SecRule MULTIPART_UNMATCHED_BOUNDARY "@eq 1" \
        "id:200004,phase:2,t:none,log,deny,msg:'Unmatched boundary'"
      SecRule TX:/^MSC_/ "!@streq 0" "id:200005,phase:2,t:none,log,deny,msg:'Internal error'"
      SecRule REQUEST_HEADERS:Content-Type "^application/[a-z0-9.-]+[+]json" \
        "id:200006,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=JSON"
      SecAction "id:900005,phase:1,nolog,pass,\
        setvar:tx.blocking_paranoia_level=4,setvar:tx.detection_paranoia_level=4,\
        setvar:tx.crs_validate_utf8_encoding=1,setvar:tx.arg_name_length=100,\
        setvar:tx.arg_length=400,setvar:tx.total_arg_length=6400,setvar:tx.max_num_args=255,\
        setvar:tx.max_file_size=64100,setvar:tx.combined_file_sizes=65535"
      """;

  private CoreRuleSet() {}

  static Waf load() throws SecLangException {
    return builder().build();
  }

  static WafBuilder builder() {
    Path crs = SharedData.path("crs");
    return new Engine(InstantSource.system())
        .waf()
        .rules("before", BEFORE.replace("\\\n", ""))
        .include(crs.resolve("crs-setup.conf.example").toString())
        .include(crs.resolve("rules/*.conf").toString());
  }
}
