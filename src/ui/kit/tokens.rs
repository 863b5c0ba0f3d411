//! The only place with colours, sizes and spaces: light and dark, each pair with enough contrast (tested below).

use egui::os::OperatingSystem;
use egui::{Color32, CornerRadius, Margin, Shadow, Stroke, Style, TextStyle, Theme, Ui, Visuals, vec2};

use super::fonts;

/// Corner radius of buttons, fields and rows.
pub const RADIUS: u8 = 9;
/// Corner radius of cards.
pub const CARD_RADIUS: u8 = 14;
/// The smallest height of anything to press.
pub const TARGET: f32 = 40.0;
/// The space between things that belong together, between parts of a page, and inside a card.
pub const NEAR: f32 = 8.0;
pub const APART: f32 = 20.0;
pub const INSIDE: i8 = 18;
/// The widest a column of text gets: about 70 characters.
pub const COLUMN: f32 = 720.0;
/// The widest two columns side by side get, and the width from which they stand so.
pub const COLUMNS: f32 = 1240.0;
pub const WIDE: f32 = 1080.0;
/// Below this width things that stand side by side go one under the other.
pub const NARROW: f32 = 560.0;

/// What something means; it picks the pair of colours, and always goes with a word and an icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Information and action.
    Info,
    /// Done, fine.
    Good,
    /// Wait, take care.
    Wait,
    /// A lasting failure; used for the outcome alone.
    Bad,
    Neutral,
}

/// Text on its own background.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    pub ink: Color32,
    pub fill: Color32,
}

/// The colours of one theme.
#[derive(Clone, Copy, Debug)]
pub struct Tokens {
    /// Behind everything.
    pub page: Color32,
    /// Cards, fields and bars.
    pub surface: Color32,
    /// A control under the pointer.
    pub hover: Color32,
    /// A control held down.
    pub pressed: Color32,
    /// Behind the segments of which one holds, and the part of a line that is not done.
    pub track: Color32,
    pub text: Color32,
    pub text_weak: Color32,
    /// Around cards: decoration.
    pub border: Color32,
    /// Around controls: needed to see them.
    pub outline: Color32,
    pub accent: Color32,
    pub accent_hover: Color32,
    pub accent_pressed: Color32,
    pub on_accent: Color32,
    pub focus: Color32,
    pub selection: Color32,
    /// Behind the words that decided.
    pub mark: Color32,
    pub info: Pair,
    pub good: Pair,
    pub wait: Pair,
    pub bad: Pair,
    pub neutral: Pair,
    /// Over the page while a file hovers.
    pub veil: Color32,
    shadow: Color32,
    /// The faint shadow of a card.
    lift: Color32,
}

const fn rgb(hex: u32) -> Color32 {
    let [_, red, green, blue] = hex.to_be_bytes();
    Color32::from_rgb(red, green, blue)
}

const fn pair(ink: u32, fill: u32) -> Pair {
    Pair { ink: rgb(ink), fill: rgb(fill) }
}

const LIGHT: Tokens = Tokens {
    page: rgb(0xF4_F6_F9),
    surface: rgb(0xFF_FF_FF),
    hover: rgb(0xEA_EF_F6),
    pressed: rgb(0xD9_E4_F2),
    track: rgb(0xE7_EB_F1),
    text: rgb(0x17_20_2E),
    text_weak: rgb(0x47_53_65),
    border: rgb(0xD6_DC_E5),
    outline: rgb(0x6E_7B_8D),
    accent: rgb(0x0A_58_A6),
    accent_hover: rgb(0x08_46_86),
    accent_pressed: rgb(0x06_36_69),
    on_accent: rgb(0xFF_FF_FF),
    focus: rgb(0x0A_58_A6),
    selection: rgb(0xC4_DC_F7),
    mark: rgb(0xFF_E2_9A),
    info: pair(0x0B_4C_8F, 0xE6_F0_FB),
    good: pair(0x15_5C_33, 0xE3_F4_E9),
    wait: pair(0x70_3D_00, 0xFF_F1_D6),
    bad: pair(0x98_1B_14, 0xFD_EA_E8),
    neutral: pair(0x36_41_52, 0xEA_EE_F3),
    veil: Color32::from_rgba_premultiplied(0xD2, 0xDE, 0xEC, 0xF0),
    shadow: Color32::from_black_alpha(40),
    lift: Color32::from_black_alpha(14),
};

const DARK: Tokens = Tokens {
    page: rgb(0x13_17_1D),
    surface: rgb(0x1C_22_2A),
    hover: rgb(0x2A_32_3D),
    pressed: rgb(0x2C_3F_56),
    track: rgb(0x12_16_1C),
    text: rgb(0xE9_ED_F2),
    text_weak: rgb(0xB3_BD_CA),
    border: rgb(0x32_3B_47),
    outline: rgb(0x82_8F_A0),
    accent: rgb(0x8F_C6_FF),
    accent_hover: rgb(0xB5_D9_FF),
    accent_pressed: rgb(0xD2_E8_FF),
    on_accent: rgb(0x0A_1C_2E),
    focus: rgb(0x8F_C6_FF),
    selection: rgb(0x2B_4C_70),
    mark: rgb(0x5E_48_0C),
    info: pair(0xA3_CF_FF, 0x17_2A_3F),
    good: pair(0x86_DC_A4, 0x16_2E_1F),
    wait: pair(0xFF_C9_73, 0x35_28_11),
    bad: pair(0xFF_A8_A0, 0x3D_1E_1D),
    neutral: pair(0xC7_CF_D9, 0x27_2F_39),
    veil: Color32::from_rgba_premultiplied(0x13, 0x20, 0x30, 0xF0),
    shadow: Color32::from_black_alpha(140),
    lift: Color32::from_black_alpha(60),
};

impl Tokens {
    pub fn of(theme: Theme) -> &'static Self {
        match theme {
            Theme::Light => &LIGHT,
            Theme::Dark => &DARK,
        }
    }

    pub fn tone(&self, tone: Tone) -> Pair {
        match tone {
            Tone::Info => self.info,
            Tone::Good => self.good,
            Tone::Wait => self.wait,
            Tone::Bad => self.bad,
            Tone::Neutral => self.neutral,
        }
    }

    /// The line around controls.
    pub fn outline_stroke(&self) -> Stroke {
        Stroke::new(1.0, self.outline)
    }

    /// The line around a band: the tone's ink, thinned.
    pub fn tone_stroke(&self, tone: Tone) -> Stroke {
        let pair = self.tone(tone);
        Stroke::new(1.0, pair.fill.lerp_to_gamma(pair.ink, 0.35))
    }

    /// The line around cards.
    pub fn border_stroke(&self) -> Stroke {
        Stroke::new(1.0, self.border)
    }
}

/// The tokens of the theme in use.
pub trait UiTokens {
    fn tokens(&self) -> &'static Tokens;
}

impl UiTokens for Ui {
    fn tokens(&self) -> &'static Tokens {
        Tokens::of(if self.visuals().dark_mode { Theme::Dark } else { Theme::Light })
    }
}

/// Gives both themes their style.
pub fn install(ctx: &egui::Context) {
    let os = ctx.os();
    for theme in [Theme::Light, Theme::Dark] {
        ctx.set_style_of(theme, style(theme));
    }
    ctx.options_mut(|options| {
        options.fallback_theme = Theme::Light;
        options.zoom_with_keyboard = false;
        if os == OperatingSystem::Windows {
            // Ctrl+Q is a slip of the finger there, not a wish to leave.
            options.quit_shortcuts.clear();
        }
    });
}

fn style(theme: Theme) -> Style {
    let tokens = Tokens::of(theme);
    let mut style = Style { visuals: visuals(theme, tokens), animation_time: 0.08, ..Style::default() };
    style.text_styles = [
        (TextStyle::Small, fonts::regular(14.0)),
        (TextStyle::Body, fonts::regular(16.0)),
        (TextStyle::Button, fonts::strong(16.0)),
        (TextStyle::Heading, fonts::strong(26.0)),
        (TextStyle::Monospace, fonts::mono(14.0)),
    ]
    .into();
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(NEAR, NEAR);
    spacing.button_padding = vec2(14.0, 8.0);
    spacing.interact_size = vec2(TARGET, TARGET);
    spacing.icon_width = 22.0;
    spacing.extra_text_line_spacing = 3.0;
    spacing.tooltip_width = 320.0;
    spacing.menu_margin = Margin::symmetric(12, 8);
    spacing.scroll = scroll();
    style.interaction.tooltip_delay = 0.4;
    style.url_in_tooltip = false;
    style
}

/// A bar that floats at the edge, so that no page stands elsewhere than the others, and is always to be seen.
fn scroll() -> egui::style::ScrollStyle {
    egui::style::ScrollStyle {
        bar_width: 10.0,
        floating_width: 8.0,
        floating_allocated_width: 0.0,
        bar_outer_margin: 3.0,
        handle_min_length: 40.0,
        foreground_color: false,
        dormant_background_opacity: 0.0,
        active_background_opacity: 0.0,
        interact_background_opacity: 0.0,
        dormant_handle_opacity: 1.0,
        active_handle_opacity: 1.0,
        interact_handle_opacity: 1.0,
        ..egui::style::ScrollStyle::floating()
    }
}

fn visuals(theme: Theme, tokens: &Tokens) -> Visuals {
    let mut visuals = match theme {
        Theme::Light => Visuals::light(),
        Theme::Dark => Visuals::dark(),
    };
    visuals.override_text_color = Some(tokens.text);
    visuals.weak_text_color = Some(tokens.text_weak);
    visuals.hyperlink_color = tokens.accent;
    visuals.panel_fill = tokens.page;
    visuals.window_fill = tokens.surface;
    visuals.window_stroke = tokens.border_stroke();
    visuals.window_corner_radius = CornerRadius::same(RADIUS);
    visuals.menu_corner_radius = CornerRadius::same(RADIUS);
    visuals.extreme_bg_color = tokens.surface;
    visuals.text_edit_bg_color = Some(tokens.surface);
    visuals.faint_bg_color = tokens.hover;
    visuals.code_bg_color = tokens.neutral.fill;
    visuals.warn_fg_color = tokens.wait.ink;
    visuals.error_fg_color = tokens.bad.ink;
    visuals.selection.bg_fill = tokens.selection;
    visuals.selection.stroke = Stroke::new(2.0, tokens.focus);
    visuals.text_cursor.stroke = Stroke::new(2.0, tokens.accent);
    // A blinking cursor would be the one thing that repaints at rest.
    visuals.text_cursor.blink = false;
    visuals.window_shadow = Shadow { offset: [0, 4], blur: 16, spread: 0, color: tokens.shadow };
    visuals.popup_shadow = visuals.window_shadow;
    visuals.image_loading_spinners = false;
    let widgets = &mut visuals.widgets;
    for (widget, fill, line) in [
        (&mut widgets.noninteractive, tokens.page, tokens.border),
        (&mut widgets.inactive, tokens.surface, tokens.outline),
        (&mut widgets.hovered, tokens.hover, tokens.outline),
        (&mut widgets.active, tokens.pressed, tokens.focus),
        (&mut widgets.open, tokens.pressed, tokens.outline),
    ] {
        widget.bg_fill = fill;
        widget.weak_bg_fill = fill;
        widget.bg_stroke = Stroke::new(1.0, line);
        widget.fg_stroke = Stroke::new(1.5, tokens.text);
        widget.corner_radius = CornerRadius::same(RADIUS);
        widget.expansion = 0.0;
    }
    // The handle of the scroll bar takes these.
    widgets.inactive.bg_fill = tokens.outline;
    widgets.hovered.bg_fill = tokens.text_weak;
    widgets.active.bg_fill = tokens.text_weak;
    visuals
}

/// A card: a surface with a thin line around it, a little above the page.
pub fn card(ui: &Ui) -> egui::Frame {
    let tokens = ui.tokens();
    egui::Frame::new()
        .fill(tokens.surface)
        .stroke(tokens.border_stroke())
        .corner_radius(CornerRadius::same(CARD_RADIUS))
        .shadow(Shadow { offset: [0, 1], blur: 4, spread: 0, color: tokens.lift })
        .inner_margin(Margin::same(INSIDE))
}

/// The colour of a control between rest and hover, faded where motion is wanted.
pub fn fade(ui: &Ui, response: &egui::Response, rest: Color32, near: Color32) -> Color32 {
    let is_near = response.hovered() || response.has_focus();
    rest.lerp_to_gamma(near, ui.ctx().animate_bool_responsive(response.id.with("near"), is_near))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(color: Color32) -> f64 {
        let linear = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(color.r()) + 0.7152 * linear(color.g()) + 0.0722 * linear(color.b())
    }

    fn contrast(a: Color32, b: Color32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn text_has_a_contrast_of_4_5_and_controls_of_3_in_both_themes() {
        for theme in [Theme::Light, Theme::Dark] {
            let t = Tokens::of(theme);
            let mut text =
                vec![(t.on_accent, t.accent), (t.on_accent, t.accent_hover), (t.on_accent, t.accent_pressed)];
            text.extend([(t.text, t.selection), (t.text, t.track), (t.text_weak, t.track)]);
            for ground in [t.page, t.surface, t.hover, t.pressed, t.mark] {
                text.push((t.text, ground));
            }
            for ground in [t.page, t.surface, t.hover, t.pressed] {
                text.push((t.text_weak, ground));
                text.push((t.accent, ground));
            }
            for tone in [Tone::Info, Tone::Good, Tone::Wait, Tone::Bad, Tone::Neutral] {
                let pair = t.tone(tone);
                text.extend([(pair.ink, pair.fill), (t.text, pair.fill), (t.text_weak, pair.fill)]);
                text.push((pair.ink, t.surface));
            }
            for (ink, ground) in text {
                let ratio = contrast(ink, ground);
                assert!(ratio >= 4.5, "{theme:?}: {ink:?} on {ground:?} has only {ratio:.2}");
            }
            for ground in
                [t.page, t.surface, t.hover, t.track, t.info.fill, t.bad.fill, t.wait.fill, t.good.fill, t.neutral.fill]
            {
                for line in [t.outline, t.focus] {
                    let ratio = contrast(line, ground);
                    assert!(ratio >= 3.0, "{theme:?}: the line {line:?} on {ground:?} has only {ratio:.2}");
                }
            }
        }
    }
}
