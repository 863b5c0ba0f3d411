//! Line icons, painted: always beside a word, or on a control that carries its own name.

use egui::{Color32, Painter, Pos2, Rect, Stroke, StrokeKind, Ui, pos2, vec2};

/// The icons there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Back,
    Bounce,
    Check,
    ChevronDown,
    ChevronRight,
    Clock,
    Copy,
    Cross,
    File,
    Info,
    List,
    Lock,
    Mail,
    Person,
    Question,
    Save,
    Search,
    Server,
    Settings,
    Undo,
    Warning,
}

impl Icon {
    /// Every icon, for tests.
    pub const ALL: [Self; 21] = [
        Self::Back,
        Self::Bounce,
        Self::Check,
        Self::ChevronDown,
        Self::ChevronRight,
        Self::Clock,
        Self::Copy,
        Self::Cross,
        Self::File,
        Self::Info,
        Self::List,
        Self::Lock,
        Self::Mail,
        Self::Person,
        Self::Question,
        Self::Save,
        Self::Search,
        Self::Server,
        Self::Settings,
        Self::Undo,
        Self::Warning,
    ];

    /// Paints the icon into the middle of `rect`, as large as fits.
    pub fn paint(self, painter: &Painter, rect: Rect, color: Color32) {
        let pen = Pen::new(painter, rect, color);
        match self {
            Self::Back => pen.lines(&[&[(12.5, 4.5), (7.0, 10.0), (12.5, 15.5)]]),
            Self::ChevronRight => pen.lines(&[&[(7.5, 4.5), (13.0, 10.0), (7.5, 15.5)]]),
            Self::ChevronDown => pen.lines(&[&[(4.5, 7.5), (10.0, 13.0), (15.5, 7.5)]]),
            Self::Check => pen.lines(&[&[(4.0, 10.5), (8.2, 14.7), (16.2, 5.8)]]),
            Self::Cross => pen.lines(&[&[(5.0, 5.0), (15.0, 15.0)], &[(15.0, 5.0), (5.0, 15.0)]]),
            Self::Bounce => {
                pen.lines(&[&[(3.0, 4.5), (10.0, 14.5), (15.8, 6.5)], &[(11.2, 6.0), (16.2, 5.8), (16.4, 10.8)]]);
                pen.lines(&[&[(3.0, 17.5), (17.0, 17.5)]]);
            }
            Self::Clock => {
                pen.circle((10.0, 10.0), 7.3);
                pen.lines(&[&[(10.0, 5.8), (10.0, 10.3), (13.0, 12.2)]]);
            }
            Self::Copy => {
                pen.rect((7.0, 7.0), (17.0, 17.0), 2.0);
                pen.lines(&[&[(4.6, 13.0), (3.0, 13.0), (3.0, 3.0), (13.0, 3.0), (13.0, 4.6)]]);
            }
            Self::File => {
                pen.lines(&[
                    &[(11.5, 2.8), (4.5, 2.8), (4.5, 17.2), (15.5, 17.2), (15.5, 6.8), (11.5, 2.8)],
                    &[(11.5, 2.8), (11.5, 6.8), (15.5, 6.8)],
                    &[(7.3, 10.5), (12.7, 10.5)],
                    &[(7.3, 13.5), (12.7, 13.5)],
                ]);
            }
            Self::Info => {
                pen.circle((10.0, 10.0), 7.3);
                pen.lines(&[&[(10.0, 9.2), (10.0, 14.0)]]);
                pen.dot((10.0, 6.4));
            }
            Self::List => {
                for y in [5.0, 10.0, 15.0] {
                    pen.dot((3.8, y));
                    pen.lines(&[&[(7.2, y), (17.0, y)]]);
                }
            }
            Self::Lock => {
                pen.rect((4.0, 9.0), (16.0, 17.2), 2.0);
                pen.lines(&[&[(6.6, 9.0), (6.6, 6.2), (7.6, 4.0), (10.0, 2.9), (12.4, 4.0), (13.4, 6.2), (13.4, 9.0)]]);
                pen.dot((10.0, 13.1));
            }
            Self::Mail => {
                pen.rect((2.5, 4.5), (17.5, 15.5), 2.0);
                pen.lines(&[&[(3.2, 6.0), (10.0, 11.2), (16.8, 6.0)]]);
            }
            Self::Person => {
                pen.circle((10.0, 6.6), 3.3);
                pen.lines(&[&[(3.6, 17.0), (4.6, 13.9), (7.0, 12.5), (13.0, 12.5), (15.4, 13.9), (16.4, 17.0)]]);
            }
            Self::Question => {
                pen.circle((10.0, 10.0), 7.3);
                pen.lines(&[&[
                    (7.7, 8.3),
                    (8.0, 6.8),
                    (9.3, 5.9),
                    (10.9, 5.9),
                    (12.2, 6.9),
                    (12.2, 8.3),
                    (10.1, 10.0),
                    (10.0, 11.4),
                ]]);
                pen.dot((10.0, 14.0));
            }
            Self::Save => {
                pen.lines(&[
                    &[(10.0, 3.0), (10.0, 12.2)],
                    &[(6.2, 8.6), (10.0, 12.4), (13.8, 8.6)],
                    &[(3.2, 13.0), (3.2, 16.8), (16.8, 16.8), (16.8, 13.0)],
                ]);
            }
            Self::Search => {
                pen.circle((8.6, 8.6), 5.4);
                pen.lines(&[&[(12.6, 12.6), (17.0, 17.0)]]);
            }
            Self::Server => {
                pen.rect((3.0, 3.5), (17.0, 9.2), 1.5);
                pen.rect((3.0, 10.8), (17.0, 16.5), 1.5);
                pen.dot((6.2, 6.35));
                pen.dot((6.2, 13.65));
            }
            Self::Settings => {
                for (y, x) in [(5.0, 12.5), (10.0, 7.0), (15.0, 11.0)] {
                    pen.lines(&[&[(3.0, y), (x - 2.0, y)], &[(x + 2.0, y), (17.0, y)]]);
                    pen.circle((x, y), 2.0);
                }
            }
            Self::Undo => {
                pen.lines(&[
                    &[(7.0, 3.8), (3.4, 7.4), (7.0, 11.0)],
                    &[(3.6, 7.4), (12.0, 7.4), (14.8, 8.4), (16.3, 11.0), (15.6, 14.0), (13.2, 15.8), (8.5, 15.8)],
                ]);
            }
            Self::Warning => {
                pen.lines(&[&[(10.0, 3.0), (17.6, 16.6), (2.4, 16.6), (10.0, 3.0)], &[(10.0, 8.0), (10.0, 12.0)]]);
                pen.dot((10.0, 14.2));
            }
        }
    }

    /// Takes a square of `size` in the flow of `ui` and paints the icon there; it carries no name of its own.
    pub fn show(self, ui: &mut Ui, size: f32, color: Color32) {
        let (_, rect) = ui.allocate_space(vec2(size, size));
        self.paint(ui.painter(), rect, color);
    }
}

/// Draws on a grid of 20 by 20.
struct Pen<'p> {
    painter: &'p Painter,
    origin: Pos2,
    scale: f32,
    stroke: Stroke,
}

impl<'p> Pen<'p> {
    fn new(painter: &'p Painter, rect: Rect, color: Color32) -> Self {
        let side = rect.width().min(rect.height());
        let square = Rect::from_center_size(rect.center(), vec2(side, side));
        let scale = side / 20.0;
        Self { painter, origin: square.min, scale, stroke: Stroke::new((1.7 * scale).max(1.3), color) }
    }

    fn at(&self, (x, y): (f32, f32)) -> Pos2 {
        pos2(self.origin.x + x * self.scale, self.origin.y + y * self.scale)
    }

    fn lines(&self, paths: &[&[(f32, f32)]]) {
        for path in paths {
            self.painter.line(path.iter().map(|point| self.at(*point)).collect(), self.stroke);
            // Round ends and corners.
            for point in *path {
                self.painter.circle_filled(self.at(*point), self.stroke.width / 2.0, self.stroke.color);
            }
        }
    }

    fn circle(&self, center: (f32, f32), radius: f32) {
        self.painter.circle_stroke(self.at(center), radius * self.scale, self.stroke);
    }

    fn dot(&self, center: (f32, f32)) {
        self.painter.circle_filled(self.at(center), self.stroke.width * 0.75, self.stroke.color);
    }

    fn rect(&self, min: (f32, f32), max: (f32, f32), radius: f32) {
        let rect = Rect::from_min_max(self.at(min), self.at(max));
        self.painter.rect_stroke(rect, radius * self.scale, self.stroke, StrokeKind::Middle);
    }
}
