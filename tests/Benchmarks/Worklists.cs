using System.Globalization;
using ArboDossier.Medical.Features.Cases;
using ArboDossier.Medical.Features.Files;
using ArboDossier.Medical.Features.Outcomes;
using ArboDossier.Medical.Store;
using ArboDossier.Medical.Tests;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ArboDossier.Benchmarks;

/// <summary>The worklist of one doctor, with fifty people who wait, in a service that grows: files of other doctors and other years beside his.</summary>
internal static class WorklistGrowth
{
    private const int Waiting = 50;
    private const int FilesOfOneDoctor = 2_000;

    /// <summary>The options are the numbers of files.</summary>
    internal static async Task RunAsync(string[] options)
    {
        var sizes = options.Length > 0 ? [.. options.Select(x => int.Parse(x, CultureInfo.InvariantCulture))] : (int[])[1_000, 50_000, 500_000];
        Console.WriteLine($"{SideBySide.Machine()}\n\n| engine | files | a second | median ms | p99 ms | rows read |\n|---|---:|---:|---:|---:|---:|");
        foreach (var engine in Engines.Known)
        {
            await using var stage = await Stage.StartAsync(engine);
            for (var i = 0; i < Waiting; i++)
            {
                await stage.CaseAsync(string.Create(CultureInfo.InvariantCulture, $"Wacht{i}"));
            }

            await stage.Doctor.OpenAsync($"{stage.World.At.Medical}/work");
            await stage.World.QuietAsync();
            stage.World.Clock.Hold();
            stage.World.Clock.Hold();
            var lines = Line.To(1, stage.World.At.Medical, string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{new Uri(stage.World.At.Medical).Port}"), stage.Doctor);
            var there = 0;
            foreach (var size in sizes)
            {
                await FillAsync(stage.World, size - there);
                there = size;
                var before = await RowsReadAsync(stage.World, engine);
                await lines[0].GetAsync("/work");
                var after = await RowsReadAsync(stage.World, engine);
                var load = await Load.RunAsync(1, TimeSpan.FromSeconds(8), _ => lines[0].GetAsync("/work"));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {engine} | {size} | {load} | {(engine == "postgres" ? (after - before).ToString(CultureInfo.InvariantCulture) : "not counted by it")} |"));
            }

            lines[0].Dispose();
        }
    }

    /// <summary>Files whose cases are over: of this doctor up to a career's worth, of others without end.</summary>
    private static async Task FillAsync(MedicalWorld world, int count)
    {
        const int AtOnce = 5_000;
        var doctor = await world.ReadAsync(db => db.Appointments.Where(x => x.Employer == Stage.Employer).Select(x => x.Doctor).FirstAsync());
        for (var done = 0; done < count; done += AtOnce)
        {
            await using var db = world.Services.GetRequiredService<Func<MedicalContext>>()();
            db.ChangeTracker.AutoDetectChangesEnabled = false;
            var now = world.Clock.GetUtcNow().AddDays(-30);
            for (var i = done; i < Math.Min(count, done + AtOnce); i++)
            {
                var (file, @case, of) = (Guid.CreateVersion7(), Guid.CreateVersion7(), i < FilesOfOneDoctor ? doctor : OtherDoctor(i));
                var content = Sealing.SealedBlob.FromBytes(new byte[200]);
                db.Employments.Add(new KnownEmployment { Id = file, Employment = Guid.CreateVersion7(), Employer = i < FilesOfOneDoctor ? Stage.Employer : OtherDoctor(i), Label = content, LabelVersion = 1 });
                db.Files.Add(new MedicalFile { Id = file, OpenedAt = now });
                db.Cases.Add(new NoticedCase { Id = @case, File = file, State = CaseState.Recovered, Facts = content, NoticedAt = now });
                db.Requests.Add(new CaseRequest { Id = Guid.CreateVersion7(), File = file, Case = @case, State = RequestState.Held, Content = content, ReceivedAt = now });
                db.Consultations.Add(new Consultation { Id = Guid.CreateVersion7(), File = file, Doctor = of, StartsAt = now, Place = Contracts.Messages.AppointmentPlace.Telephone, State = ConsultationState.Held });
                db.Outcomes.Add(new Outcome { Id = Guid.CreateVersion7(), File = file, Case = @case, Version = 1, State = OutcomeState.Released, PreparedAt = now, Judgement = content });
                db.Relations.Add(new TreatingRelation { Id = Guid.CreateVersion7(), File = file, Doctor = of, From = now });
            }

            await db.SaveChangesAsync();
        }
    }

    /// <summary>Somebody who looks after two thousand files.</summary>
    private static Guid OtherDoctor(int file) => new(file / FilesOfOneDoctor, 1, 2, [3, 4, 5, 6, 7, 8, 9, 10]);

    private static async Task<long> RowsReadAsync(MedicalWorld world, string engine)
    {
        if (engine == "sqlite")
        {
            return 0;
        }

        await using var db = world.Services.GetRequiredService<Func<MedicalContext>>()();
        // What a session read becomes visible when it has been idle for a moment.
        await Task.Delay(TimeSpan.FromSeconds(2));
        return await db.Database.SqlQueryRaw<long>("SELECT COALESCE(SUM(seq_tup_read) + SUM(idx_tup_fetch), 0)::bigint AS \"Value\" FROM pg_stat_user_tables").SingleAsync();
    }
}
