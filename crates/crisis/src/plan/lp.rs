//! Linear programs, and who solves them.
//!
//! One small trait, so that the planner does not know its solver: `microlp` is pure Rust and always there; `HiGHS` comes
//! with the cargo feature `highs` and is an order of magnitude faster. Both find the same optimum.

use crate::Error;

/// Rows above this are not tried: a plan of that size wants longer slots.
pub(crate) const ROWS_MAX: usize = 400_000;

/// Minimise `cost · x` where `0 <= x <= upper` and each row holds.
#[derive(Debug, Clone, Default)]
pub struct Lp {
    /// Cost of each column.
    pub cost: Vec<f64>,
    /// Upper bound of each column, `f64::INFINITY` for none.
    pub upper: Vec<f64>,
    /// Each row's right-hand side and whether it is an equation (else "at most").
    pub rows: Vec<(f64, bool)>,
    /// Entries by column: row, coefficient.
    pub columns: Vec<Vec<(u32, f64)>>,
}

/// What a backend found.
#[derive(Debug, Clone)]
pub struct LpSolution {
    /// Value of the optimum.
    pub objective: f64,
    /// Value of each column.
    pub x: Vec<f64>,
    /// How much the optimum falls per unit of each row's right-hand side; `None` where the backend does not say.
    pub price: Option<Vec<f64>>,
}

/// Something that solves linear programs.
pub trait LpBackend: Send + Sync {
    /// Its name, shown with every plan.
    fn name(&self) -> &'static str;

    /// Solves to optimality.
    ///
    /// # Errors
    /// [`Error::Solver`] when it finds no optimum.
    fn solve(&self, lp: &Lp) -> Result<LpSolution, Error>;
}

impl Lp {
    /// A new column; returns its index.
    pub(crate) fn column(&mut self, cost: f64, upper: f64) -> usize {
        self.cost.push(cost);
        self.upper.push(upper);
        self.columns.push(Vec::new());
        self.columns.len() - 1
    }

    /// A new row; returns its index.
    pub(crate) fn row(&mut self, rhs: f64, equation: bool) -> usize {
        self.rows.push((rhs, equation));
        self.rows.len() - 1
    }

    /// An entry.
    pub(crate) fn entry(&mut self, row: usize, column: usize, value: f64) {
        if let (Some(entries), Ok(row)) = (self.columns.get_mut(column), u32::try_from(row)) {
            entries.push((row, value));
        }
    }
}

/// The fastest backend of this build.
#[must_use]
pub fn best_backend() -> Box<dyn LpBackend> {
    #[cfg(feature = "highs")]
    {
        Box::new(Highs)
    }
    #[cfg(not(feature = "highs"))]
    {
        Box::new(Microlp)
    }
}

/// `microlp`: pure Rust, a primal and dual simplex. It tells no prices.
#[derive(Debug, Clone, Copy, Default)]
pub struct Microlp;

impl LpBackend for Microlp {
    fn name(&self) -> &'static str {
        "microlp"
    }

    fn solve(&self, lp: &Lp) -> Result<LpSolution, Error> {
        use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem};
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        let variables: Vec<_> = lp
            .cost
            .iter()
            .zip(&lp.upper)
            .map(|(cost, upper)| problem.add_var(*cost, (0.0, *upper)))
            .collect();
        let mut rows: Vec<LinearExpr> = lp.rows.iter().map(|_| LinearExpr::empty()).collect();
        for (variable, entries) in variables.iter().zip(&lp.columns) {
            for (row, value) in entries {
                if let Some(expression) = rows.get_mut(*row as usize) {
                    expression.add(*variable, *value);
                }
            }
        }
        for (expression, (rhs, equation)) in rows.into_iter().zip(&lp.rows) {
            let op = if *equation {
                ComparisonOp::Eq
            } else {
                ComparisonOp::Le
            };
            problem.add_constraint(expression, op, *rhs);
        }
        let fault = |what: String| Error::Solver {
            backend: "microlp",
            what,
        };
        let solution = problem
            .solve()
            .map_err(|error| fault(error.to_string()))?
            .into_solution()
            .ok()
            .filter(|solution| solution.status() == microlp::SolutionStatus::Optimal)
            .ok_or_else(|| fault("no optimum".to_owned()))?;
        Ok(LpSolution {
            objective: solution.objective(),
            x: variables
                .iter()
                .map(|variable| solution.var_value(*variable))
                .collect(),
            price: None,
        })
    }
}

/// HiGHS (Huangfu, Hall 2018): dual simplex after presolve, one thread so that the same input gives the same plan.
#[cfg(feature = "highs")]
#[derive(Debug, Clone, Copy, Default)]
pub struct Highs;

#[cfg(feature = "highs")]
impl LpBackend for Highs {
    fn name(&self) -> &'static str {
        "highs"
    }

    fn solve(&self, lp: &Lp) -> Result<LpSolution, Error> {
        use highs::{ColProblem, HighsModelStatus, Sense};
        let fault = |what: String| Error::Solver {
            backend: "highs",
            what,
        };
        let mut problem = ColProblem::default();
        let rows: Vec<_> = lp
            .rows
            .iter()
            .map(|(rhs, equation)| {
                if *equation {
                    problem.add_row(*rhs..=*rhs)
                } else {
                    problem.add_row(..=*rhs)
                }
            })
            .collect();
        for ((cost, upper), entries) in lp.cost.iter().zip(&lp.upper).zip(&lp.columns) {
            let factors = entries
                .iter()
                .filter_map(|(row, value)| Some((*rows.get(*row as usize)?, *value)));
            if upper.is_finite() {
                problem.add_column(*cost, 0.0..=*upper, factors);
            } else {
                problem.add_column(*cost, 0.0.., factors);
            }
        }
        let mut model = problem
            .try_optimise(Sense::Minimise)
            .map_err(|status| fault(format!("{status:?}")))?;
        model.make_quiet();
        let mut set = |key: &str, value: &str| {
            model
                .try_set_option(key, value)
                .map_err(|status| fault(format!("{key}: {status:?}")))
        };
        set("solver", "simplex")?;
        set("parallel", "off")?;
        let solved = model
            .try_solve()
            .map_err(|status| fault(format!("{status:?}")))?;
        if solved.status() != HighsModelStatus::Optimal {
            return Err(fault(format!("{:?}", solved.status())));
        }
        let solution = solved.get_solution();
        Ok(LpSolution {
            objective: solved.objective_value(),
            x: solution.columns().to_vec(),
            price: Some(solution.dual_rows().iter().map(|dual| -dual).collect()),
        })
    }
}
