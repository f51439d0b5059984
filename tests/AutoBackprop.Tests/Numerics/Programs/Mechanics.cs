using System;
using AutoBackprop;

namespace AutoBackprop.Tests.Numerics.Programs;

/// <summary>Bodies in motion.</summary>
public static partial class Mechanics
{
    /// <summary>The energy of bodies in the plane after leapfrog steps: positions and velocities interleaved, x before y.</summary>
    [Differentiable]
    public static double EnergyAfter(double[] positions, double[] velocities, double[] masses, double dt, int steps)
    {
        int n = masses.Length;
        var x = (double[])positions.Clone();
        var v = (double[])velocities.Clone();
        var a = new double[2 * n];
        Accelerate(x, masses, a);
        for (int step = 0; step < steps; step++)
        {
            for (int i = 0; i < 2 * n; i++)
                v[i] += 0.5 * dt * a[i];
            for (int i = 0; i < 2 * n; i++)
                x[i] += dt * v[i];
            Accelerate(x, masses, a);
            for (int i = 0; i < 2 * n; i++)
                v[i] += 0.5 * dt * a[i];
        }

        double energy = 0;
        for (int i = 0; i < n; i++)
        {
            energy += 0.5 * masses[i] * (v[2 * i] * v[2 * i] + v[2 * i + 1] * v[2 * i + 1]);
            for (int j = 0; j < i; j++)
            {
                double dx = x[2 * i] - x[2 * j];
                double dy = x[2 * i + 1] - x[2 * j + 1];
                energy -= masses[i] * masses[j] / Math.Sqrt(dx * dx + dy * dy + 0.01);
            }
        }

        return energy;
    }

    /// <summary>What gravity does to each body, softened at small distances.</summary>
    [Differentiable]
    public static void Accelerate(double[] x, double[] masses, double[] a)
    {
        Array.Clear(a);
        for (int i = 0; i < masses.Length; i++)
        {
            for (int j = 0; j < masses.Length; j++)
            {
                if (i == j)
                    continue;
                double dx = x[2 * j] - x[2 * i];
                double dy = x[2 * j + 1] - x[2 * i + 1];
                double r2 = dx * dx + dy * dy + 0.01;
                double pull = masses[j] / (r2 * Math.Sqrt(r2));
                a[2 * i] += pull * dx;
                a[2 * i + 1] += pull * dy;
            }
        }
    }

    /// <summary>The eccentric anomaly E of Kepler's equation E − e sin E = M, by Newton's method.</summary>
    [Differentiable]
    public static double EccentricAnomaly(double meanAnomaly, double eccentricity)
    {
        double anomaly = eccentricity < 0.8 ? meanAnomaly : Math.PI;
        double delta;
        do
        {
            delta = (anomaly - eccentricity * Math.Sin(anomaly) - meanAnomaly) / (1 - eccentricity * Math.Cos(anomaly));
            anomaly -= delta;
        }
        while (Math.Abs(delta) > 1e-13);
        return anomaly;
    }

    /// <summary>The angle of a damped pendulum by the classic Runge–Kutta method.</summary>
    [Differentiable]
    public static double Pendulum(double angle, double speed, double damping, double time, int steps)
    {
        double h = time / steps;
        for (int i = 0; i < steps; i++)
        {
            double k1 = speed;
            double l1 = Torque(angle, speed, damping);
            double k2 = speed + h / 2 * l1;
            double l2 = Torque(angle + h / 2 * k1, k2, damping);
            double k3 = speed + h / 2 * l2;
            double l3 = Torque(angle + h / 2 * k2, k3, damping);
            double k4 = speed + h * l3;
            double l4 = Torque(angle + h * k3, k4, damping);
            angle += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
            speed += h / 6 * (l1 + 2 * l2 + 2 * l3 + l4);
        }

        return angle;
    }

    [Differentiable]
    public static double Torque(double angle, double speed, double damping) => -Math.Sin(angle) - damping * speed;

    /// <summary>A Lotka–Volterra system by Runge–Kutta, with vectors for the stages.</summary>
    [Differentiable]
    public static double[] Population(double[] start, double[] rates, double time, int steps)
    {
        int n = start.Length;
        double h = time / steps;
        var y = (double[])start.Clone();
        var k1 = new double[n];
        var k2 = new double[n];
        var k3 = new double[n];
        var k4 = new double[n];
        var z = new double[n];
        for (int step = 0; step < steps; step++)
        {
            Growth(y, rates, k1);
            for (int i = 0; i < n; i++)
                z[i] = y[i] + h / 2 * k1[i];
            Growth(z, rates, k2);
            for (int i = 0; i < n; i++)
                z[i] = y[i] + h / 2 * k2[i];
            Growth(z, rates, k3);
            for (int i = 0; i < n; i++)
                z[i] = y[i] + h * k3[i];
            Growth(z, rates, k4);
            for (int i = 0; i < n; i++)
                y[i] += h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
        }

        return y;
    }

    [Differentiable]
    public static void Growth(double[] y, double[] rates, double[] dy)
    {
        dy[0] = y[0] * (rates[0] - rates[1] * y[1]);
        dy[1] = y[1] * (rates[2] * y[0] - rates[3]);
    }
}
