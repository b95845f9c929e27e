package gatehouse.seclang.injection;

import java.util.Arrays;
import java.util.List;

/// The events that elements, windows, documents and the objects of scripts have handlers for: `on`
/// and one of these names makes an attribute whose value is a script.
final class MarkupEvents {
  /// The HTML standard: event handlers on elements, on the window, on documents.
  private static final String HTML =
      """
      abort auxclick beforeinput beforematch beforetoggle blur cancel canplay canplaythrough change
      click close command contextlost contextmenu contextrestored copy cuechange cut dblclick drag
      dragend dragenter dragexit dragleave dragover dragstart drop durationchange emptied ended error
      focus formdata input invalid keydown keypress keyup load loadeddata loadedmetadata loadend
      loadstart mousedown mouseenter mouseleave mousemove mouseout mouseover mouseup paste pause play
      playing progress ratechange reset resize scroll scrollend scrollsnapchange scrollsnapchanging
      securitypolicyviolation seeked seeking select slotchange stalled submit suspend timeupdate toggle
      volumechange waiting wheel
      afterprint beforeprint beforeunload hashchange languagechange message messageerror offline online
      open pagehide pagereveal pageshow pageswap popstate rejectionhandled storage unhandledrejection
      unload
      readystatechange visibilitychange show sort
      cached checking downloading noupdate obsolete updateready
      addtrack removetrack
      """;

  /// UI Events, Pointer Events and Lock, Touch Events, Selection, Clipboard, Composition, Mutation.
  private static final String INPUT =
      """
      focusin focusout compositionstart compositionupdate compositionend textinput mousewheel
      domactivate domfocusin domfocusout domattrmodified domcharacterdatamodified domcontentloaded
      domnodeinserted domnodeinsertedintodocument domnoderemoved domnoderemovedfromdocument
      domsubtreemodified
      pointercancel pointerdown pointerenter pointerleave pointermove pointerout pointerover
      pointerrawupdate pointerup pointerlockchange pointerlockerror
      gotpointercapture lostpointercapture
      touchcancel touchend touchforcechange touchmove touchstart
      gesturechange gestureend gesturestart gesturetap gesturetapdown gesturescrollstart
      gesturescrollend gesturescrollupdate
      selectstart selectionchange beforecopy beforecut beforepaste search
      gamepadconnected gamepaddisconnected devicemotion deviceorientation orientationchange
      """;

  /// CSS Animations and Transitions, Fullscreen, Picture-in-Picture, WebGL, SVG and SMIL.
  private static final String GRAPHICS =
      """
      animationcancel animationend animationiteration animationstart
      transitioncancel transitionend transitionrun transitionstart
      fullscreenchange fullscreenerror enterpictureinpicture leavepictureinpicture
      webglcontextchanged webglcontextcreationerror webglcontextlost webglcontextrestored
      begin beginevent end endevent repeat repeatevent zoom
      contentvisibilityautostatechange finish remove
      """;

  /// Media: capture, source extensions, encryption, audio, speech, remote playback.
  private static final String MEDIA =
      """
      addstream removestream addsourcebuffer removesourcebuffer sourceopen sourceended sourceclose
      encrypted waitingforkey keystatuseschange mute unmute overconstrained started
      audioprocess audiostart audioend soundstart soundend speechstart speechend nomatch result
      boundary mark resume start stop complete processorerror inputsourceschange nexttrack
      previoustrack dataavailable updatestart update updateend
      """;

  /// Networks, workers, storage, payments, and other objects that scripts make.
  private static final String OBJECTS =
      """
      connect connecting connectionstatechange disconnect datachannel icecandidate icecandidateerror
      iceconnectionstatechange icegatheringstatechange negotiationneeded signalingstatechange
      tonechange track bufferedamountlow devicechange statechange timeout success upgradeneeded
      versionchange blocked activate active inactive install controllerchange fetch updatefound
      writestart write writeend resourcetimingbufferfull
      chargingchange chargingtimechange dischargingtimechange levelchange
      merchantvalidation validatemerchant payerdetailchange paymentauthorized paymentmethodchange
      paymentmethodselected shippingaddresschange shippingcontactselected shippingmethodselected
      shippingoptionchange squeeze squeezestart squeezeend selectend uncapturederror
      loading loadingdone loadingerror enter exit autocomplete autocompleteerror
      """;

  /// Browsers' own: Internet Explorer's, then WebKit's, whose names share a beginning.
  private static final String BROWSERS =
      """
      afterupdate beforeactivate beforedeactivate beforeeditfocus beforeload beforeupdate bounce
      cellchange controlselect datasetchanged datasetcomplete deactivate errorupdate filterchange
      formchange forminput help layoutcomplete losecapture move moveend movestart propertychange
      resizeend resizestart rowenter rowexit rowsdelete rowsinserted beforescriptexecute
      afterscriptexecute overflowchanged
      webkit
      """;

  private MarkupEvents() {}

  static List<String> names() {
    String all = String.join("\n", HTML, INPUT, GRAPHICS, MEDIA, OBJECTS, BROWSERS);
    return Arrays.stream(all.strip().split("\\s+")).distinct().toList();
  }
}
