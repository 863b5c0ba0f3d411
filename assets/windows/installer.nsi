; The installer for Windows, for one person and without an administrator. `cargo xtask package` calls makensis:
;   makensis -DVERSION=1.2.3 -DPROGRAMS=folder-of-the-exe-files -DOUT=installer.exe assets/windows/installer.nsi
Unicode true
SetCompressor /SOLID lzma
RequestExecutionLevel user
ManifestDPIAware true
ManifestSupportedOS all

!include MUI2.nsh
!include FileFunc.nsh

!define NAME "Rimbalzo"
!define CLASS "Rimbalzo.Message"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Rimbalzo"
!define REFRESH 'System::Call "shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)"'

Name "${NAME}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "Software\${NAME}" "Folder"
BrandingText "${NAME} ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "FileDescription" "${NAME}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "MIT licence"

!define MUI_ICON "rimbalzo.ico"
!define MUI_UNICON "rimbalzo.ico"
!define MUI_FINISHPAGE_RUN "$INSTDIR\rimbalzo.exe"
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
; The first is what the others fall back on; the person's own is chosen by itself.
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "Italian"

LangString PROGRAM ${LANG_ENGLISH} "Rimbalzo"
LangString PROGRAM ${LANG_ITALIAN} "Rimbalzo"
LangString OPEN_WITH ${LANG_ENGLISH} "Offer it for saved messages"
LangString OPEN_WITH ${LANG_ITALIAN} "Proponilo per i messaggi salvati"
LangString ABOUT_PROGRAM ${LANG_ENGLISH} "The program, its entry in the Start menu, and rimbalzo-cli for the helpdesk."
LangString ABOUT_PROGRAM ${LANG_ITALIAN} "Il programma, la sua voce nel menu Start e rimbalzo-cli per l'assistenza."
LangString ABOUT_OPEN_WITH ${LANG_ENGLISH} "Adds Rimbalzo to $\"Open with$\" for .eml, .msg and .mbox files. Your mail program still opens them."
LangString ABOUT_OPEN_WITH ${LANG_ITALIAN} "Aggiunge Rimbalzo ad $\"Apri con$\" per i file .eml, .msg e .mbox. Il tuo programma di posta continua ad aprirli."

; A program that is open cannot be written over, but it goes on under another name; that file goes with the next
; installation, or the last. Backslashes: makensis reads them on every system, and the other kind not on Windows.
!macro PUT PROGRAM
  Delete "$INSTDIR\${PROGRAM}.old"
  Rename "$INSTDIR\${PROGRAM}" "$INSTDIR\${PROGRAM}.old"
  File "${PROGRAMS}\${PROGRAM}"
  Delete "$INSTDIR\${PROGRAM}.old"
!macroend

Section "$(PROGRAM)" program
  SectionIn RO
  SetOutPath "$INSTDIR"
  !insertmacro PUT "rimbalzo.exe"
  !insertmacro PUT "rimbalzo-cli.exe"
  File "..\..\LICENSE"
  File "..\fonts\LICENSE-AtkinsonHyperlegibleNext.txt"
  File "..\fonts\LICENSE-AtkinsonHyperlegibleMono.txt"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\rimbalzo.exe"
  WriteRegStr HKCU "Software\${NAME}" "Folder" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\rimbalzo.exe"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "The Rimbalzo authors"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" $0
SectionEnd

Section /o "$(OPEN_WITH)" open_with
  WriteRegStr HKCU "Software\Classes\${CLASS}" "" "E-mail message"
  WriteRegStr HKCU "Software\Classes\${CLASS}\DefaultIcon" "" "$INSTDIR\rimbalzo.exe,0"
  WriteRegStr HKCU "Software\Classes\${CLASS}\shell\open\command" "" '"$INSTDIR\rimbalzo.exe" "%1"'
  ; Beside whatever opens them, never in its place.
  WriteRegNone HKCU "Software\Classes\.eml\OpenWithProgids" "${CLASS}"
  WriteRegNone HKCU "Software\Classes\.msg\OpenWithProgids" "${CLASS}"
  WriteRegNone HKCU "Software\Classes\.mbox\OpenWithProgids" "${CLASS}"
  ${REFRESH}
SectionEnd

!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${program} "$(ABOUT_PROGRAM)"
  !insertmacro MUI_DESCRIPTION_TEXT ${open_with} "$(ABOUT_OPEN_WITH)"
!insertmacro MUI_FUNCTION_DESCRIPTION_END

; Without a window the second part is asked for with /OPENWITH.
Function .onInit
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/OPENWITH" $1
  IfErrors done
  SectionSetFlags ${open_with} 1
  done:
FunctionEnd

; No longer offered for files of this kind; keys that hold nothing of anybody else go too.
!macro NOT_OFFERED KIND
  DeleteRegValue HKCU "Software\Classes\${KIND}\OpenWithProgids" "${CLASS}"
  DeleteRegKey /ifnosubkeys /ifnovalues HKCU "Software\Classes\${KIND}\OpenWithProgids"
  DeleteRegKey /ifnosubkeys /ifnovalues HKCU "Software\Classes\${KIND}"
!macroend

; What the person keeps (preferences, a case, the helpdesk's own folder) is left where it is.
Section "Uninstall"
  Delete "$INSTDIR\rimbalzo.exe"
  Delete "$INSTDIR\rimbalzo-cli.exe"
  Delete "$INSTDIR\*.exe.old"
  Delete "$INSTDIR\LICENSE"
  Delete "$INSTDIR\LICENSE-AtkinsonHyperlegibleNext.txt"
  Delete "$INSTDIR\LICENSE-AtkinsonHyperlegibleMono.txt"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "Software\${NAME}"
  DeleteRegKey HKCU "Software\Classes\${CLASS}"
  !insertmacro NOT_OFFERED ".eml"
  !insertmacro NOT_OFFERED ".msg"
  !insertmacro NOT_OFFERED ".mbox"
  ${REFRESH}
SectionEnd
